import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { changedKeys, reloadSettings } from '../../../src/main/reload-settings.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';

const FIRST = { name: 'ops', scope: 'read', sha256: '0123456789abcdef'.repeat(4) };
const SECOND = { ...FIRST, sha256: 'fedcba9876543210'.repeat(4) };

describe('settings after a reload', () => {
  let cwd: string;
  let atStart: Settings;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'reload-'));
    write({ database_path: 'app.db', backup_dir: 'backup', api_tokens: [FIRST] });
    atStart = loadSettings(input());
  });

  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  const input = () => ({ configFile: 'service.json', env: {}, cwd });

  function write(settings: object): void {
    writeFileSync(join(cwd, 'service.json'), JSON.stringify(settings));
  }

  it('are those of the present file', () => {
    write({ database_path: 'app.db', schedule: '0 5 * * *', api_tokens: [SECOND] });
    const { settings, awaitingRestart } = reloadSettings(input(), atStart);
    expect(settings.backupSchedule).to.equal('0 5 * * *');
    expect(awaitingRestart).to.deep.equal([]);
    expect(changedKeys(atStart, settings)).to.deep.equal(['schedule', 'api_tokens']);
  });

  it('keep settings that need a restart, with their source', () => {
    write({ backup_dir: 'other', api_host: '::1', api_port: 8080, log_file: null, keep_days: 9 });
    const { settings, awaitingRestart } = reloadSettings(input(), atStart);
    expect(awaitingRestart).to.deep.equal(['api_host', 'api_port', 'backup_dir', 'log_file']);
    const { apiHost, apiPort, backupDir, logFile } = atStart;
    expect(settings).to.deep.include({ apiHost, apiPort, backupDir, logFile, keepDays: 9 });
    expect(settings.provenance.find(({ key }) => key === 'backup_dir')).to.deep.equal({
      key: 'backup_dir',
      value: join(cwd, 'backup'),
      source: 'service.json at the start',
    });
  });

  it('keep an absent log file absent', () => {
    write({ log_file: null });
    const silent = loadSettings(input());
    write({ log_file: 'service.log' });
    const { settings, awaitingRestart } = reloadSettings(input(), silent);
    expect([settings.logFile, awaitingRestart]).to.deep.equal([undefined, ['log_file']]);
  });

  it('are refused when they contradict settings that need a restart', () => {
    write({ backup_dir: 'other', databases_directory: 'backup' });
    expect(() => reloadSettings(input(), atStart)).to.throw(ConfigurationException, 'databases_directory');
  });

  it('differ when only a secret changed', () => {
    const notify = (secret: string) =>
      loadSettings({
        ...input(),
        overrides: {
          notify: { value: [{ type: 'webhook', url: 'https://example.org', secret }], source: 'a test' },
        },
      });
    expect(changedKeys(notify('one'), notify('two'))).to.deep.equal(['notify']);
    expect(changedKeys(notify('one'), notify('one'))).to.deep.equal([]);
  });
});
