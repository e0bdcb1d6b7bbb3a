import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { BackupConfig } from '../../../src/main/backup-config.ts';

describe('BackupConfig', () => {
  const home = process.cwd();
  let cwd: string;

  beforeEach(() => {
    cwd = realpathSync(mkdtempSync(join(tmpdir(), 'backup-config-')));
    mkdirSync(join(cwd, 'config'));
    writeFileSync(join(cwd, 'config/backup_config.json'), '{"keep_days": 30, "keep_min": 4}');
    process.chdir(cwd);
  });

  afterEach(() => {
    process.chdir(home);
    delete process.env['BACKUP_KEEP_DAYS'];
    rmSync(cwd, { recursive: true, force: true });
  });

  it("reads the file of the guide's example, by name or by default", () => {
    expect(new BackupConfig('config/backup_config.json').settings.keepDays).to.equal(30);
    expect(new BackupConfig().settings.keepDays).to.equal(30);
  });

  it('reads environment over file, and its own values over both', () => {
    process.env['BACKUP_KEEP_DAYS'] = '14';
    const { settings } = new BackupConfig(undefined, { keep_min: 2, backup_dir: 'mine' });
    expect(settings).to.include({ keepDays: 14, keepMin: 2, backupDir: join(cwd, 'mine') });
  });

  it('names the wrong option', () => {
    expect(() => new BackupConfig(undefined, { keep_days: 'many' }))
      .to.throw(ConfigurationException)
      .with.property('message')
      .that.includes('(option keep_days of BackupConfig)');
  });
});
