import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../support/writers.ts';
import { OrdinaryUser } from './ordinary-user.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace } from './workspace.ts';

describe('a read-only backup directory', () => {
  let workspace: Workspace;
  let user: OrdinaryUser;
  let users: Workspace;
  let filename: string;

  before(async () => {
    workspace = Workspace.create();
    user = OrdinaryUser.find();
    const database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
    const created = await workspace.run('create', database, '--json');
    ({ filename } = JSON.parse(created.stdout) as { filename: string });
    user.own(workspace.folder);
    user.own(database);
    setWritable(false);
    users = workspace.with({ ...user.surroundings, env: { BACKUP_LOG_FILE: '' } });
  });
  after(() => {
    setWritable(true);
    workspace.remove();
    user.forget();
  });

  /** A directory of another user, or one of this user's that was protected. */
  function setWritable(isWritable: boolean): void {
    const state = join(workspace.backupDir, '.state');
    const folders = readdirSync(state, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const folder of [workspace.backupDir, state, ...folders.map(({ name }) => join(state, name))]) {
      chmodSync(folder, isWritable ? 0o755 : 0o555);
    }
    for (const ending of ['', '.json', '.state.json']) {
      chmodSync(join(workspace.backupDir, `${filename}${ending}`), 0o444);
    }
  }

  for (const call of ['restore', 'verify', 'drill'] as const) {
    it(`permits ${call} with one warning, and is not changed`, async () => {
      const target = workspace.path('restored.db');
      const argv = {
        restore: ['restore', '--latest', '--to', target],
        verify: ['verify', filename, '--level', 'full'],
        drill: ['verify', filename, '--level', 'drill'],
      }[call];
      const before = readdirSync(workspace.backupDir, { recursive: true });
      const ending = await users.run(...argv);
      expect(ending.exitCode, ending.stdout + ending.stderr).to.equal(0);
      expect(ending.stderr.match(/runs without a lock/g), ending.stderr).to.have.length(1);
      expect(readdirSync(workspace.backupDir, { recursive: true })).to.deep.equal(before);
      if (call === 'restore') expect(sqlite3(target, 'SELECT name FROM people').trim()).to.equal('Ada');
    });
  }

  it('refuses a restore in place, with a hint', async () => {
    const ending = await users.run('restore', '--latest', '--in-place');
    expect(ending.exitCode, ending.stderr).to.equal(6);
    expect(ending.stderr)
      .to.match(/safety backup.*is read-only/)
      .and.to.match(/hint: .*--to/);
  });
});
