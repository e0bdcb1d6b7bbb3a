import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceProcess } from '../support/service-process.ts';
import { execute } from '../support/writers.ts';
import { expectFailure, expectText } from './expect-failure.ts';
import { Workspace } from './workspace.ts';

const DISAPPEARED = {
  code: 'BACKUP_DIRECTORY',
  exitCode: 6,
  says: /the backup directory has disappeared: is it mounted\?/,
} as const;

describe('a backup directory that disappears', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let stateHome: string;
  let filename: string;

  beforeEach(async () => {
    const { folder } = (workspace = Workspace.create());
    stateHome = join(folder, 'state-home');
    workspace = workspace.with({ env: { XDG_STATE_HOME: stateHome, BACKUP_DATABASE_PATH: 'app.db' } });
    await execute(workspace.path('app.db'), 'CREATE TABLE people (name TEXT)');
    ({ filename } = await workspace.create('app.db'));
  });
  afterEach(() => workspace.remove());

  const unmount = (): void => renameSync(workspace.backupDir, workspace.path('elsewhere'));
  const mount = (): void => renameSync(workspace.path('elsewhere'), workspace.backupDir);
  const recordFolder = (): string => join(stateHome, 'sqlite-backup-manager');

  const expectDisappeared = async (...argv: readonly string[]): Promise<void> => {
    expectText(await workspace.run(...argv), DISAPPEARED);
  };

  it('is not created again, and works when it is back', async () => {
    unmount();
    await expectFailure(workspace, ['create', 'app.db'], DISAPPEARED);
    const health = await workspace.run('health');
    expect(health.exitCode).to.equal(2);
    expect(health.stdout).to.match(DISAPPEARED.says);
    expect(existsSync(workspace.backupDir)).to.equal(false);
    mount();
    await workspace.create('app.db');
  });

  it('is not treated as empty when its mount point remains', async () => {
    unmount();
    mkdirSync(workspace.backupDir);
    await expectDisappeared('list');
    await expectDisappeared('history');
    await expectDisappeared('verify', filename);
    await expectDisappeared('restore', '--latest', '--to', workspace.path('restored.db'));
    await expectDisappeared('create', 'app.db');
    expect(readdirSync(workspace.backupDir)).to.deep.equal([]);
  });

  it('can be used again as a new one when its record is removed', async () => {
    rmSync(workspace.backupDir, { recursive: true });
    const { stderr } = await workspace.run('create', 'app.db');
    const record = /remove (\S+)/.exec(stderr)?.[1] ?? 'none';
    expect(readdirSync(recordFolder()).map((name) => join(recordFolder(), name))).to.deep.equal([record]);
    rmSync(record);
    await workspace.create('app.db');
    expect(await workspace.list()).to.have.length(1);
  });

  it('may be replaced by another one, with one warning', async () => {
    unmount();
    rmSync(recordFolder(), { recursive: true });
    await workspace.create('app.db');
    renameSync(workspace.backupDir, workspace.path('second'));
    mount();
    const { exitCode, stderr } = await workspace.run('create', 'app.db');
    expect(exitCode).to.equal(0);
    expect(stderr).to.include('another backup directory than before');
    expect((await workspace.run('create', 'app.db')).stderr).not.to.include('another backup directory');
  });

  it('does not prevent a run when nothing can be recorded', async () => {
    const forgetful = workspace.with({ env: { XDG_STATE_HOME: workspace.path('app.db') } });
    await forgetful.create('app.db');
    unmount();
    await forgetful.create('app.db');
  });

  it('must exist before its first use when backup_dir_must_exist is true', async () => {
    const careful = workspace.with({ env: { BACKUP_DIR_MUST_EXIST: 'true' } }, workspace.path('disk'));
    const expected = { ...DISAPPEARED, says: /the backup directory does not exist: is it mounted\?/ };
    await expectFailure(careful, ['create', 'app.db'], expected);
    await expectFailure(careful, ['list'], expected);
    expect(existsSync(careful.backupDir)).to.equal(false);
    await careful.with({ env: { BACKUP_DIR_MUST_EXIST: 'false' } }).create('app.db');
    await careful.create('app.db');
  });

  describe('under the service', () => {
    let service: ServiceProcess;
    beforeEach(async () => {
      // The service remembers by itself.
      service = await workspace.with({ env: { XDG_STATE_HOME: '/dev/null' } }).serve();
    });
    afterEach(() => service.stop('SIGKILL'));

    const call = async (path: string, init?: RequestInit): Promise<{ status: number; text: string }> => {
      const answer = await fetch(`${service.url}/api/backup/${path}`, init);
      return { status: answer.status, text: await answer.text() };
    };
    const create = () => call('create', { method: 'POST' });
    /** The service makes a new report soon after each run; the test's timeout ends a vain wait. */
    const healthThatSays = async (expected: RegExp): Promise<string> => {
      for (;;) {
        const { text } = await call('health');
        if (expected.test(text)) return text;
        await pause(100);
      }
    };

    it('is critical, and is used again when it is back', async () => {
      expect((await create()).status).to.equal(201);
      unmount();
      const refused = await create();
      expect(refused.status).to.equal(500);
      expect(refused.text).to.match(DISAPPEARED.says);
      expect((await call('list')).text).to.match(DISAPPEARED.says);
      const health = await healthThatSays(DISAPPEARED.says);
      expect(JSON.parse(health)).to.include({ overall_status: 'critical' });
      expect(existsSync(workspace.backupDir)).to.equal(false);
      mount();
      expect((await create()).status).to.equal(201);
      await healthThatSays(/"overall_status":"healthy"/);
    });
  });
});
