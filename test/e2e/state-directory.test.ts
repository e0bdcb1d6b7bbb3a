import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

/** A memory file system: artifacts from there are copied, not renamed. */
const OTHER_FILE_SYSTEM = '/dev/shm';

function isOtherFileSystem(): boolean {
  return existsSync(OTHER_FILE_SYSTEM) && statSync(OTHER_FILE_SYSTEM).dev !== statSync(tmpdir()).dev;
}

for (const [where, parent] of [
  ['on the same file system', tmpdir()],
  ['on another file system', OTHER_FILE_SYSTEM],
] as const) {
  describe(`state_dir ${where}`, function () {
    this.timeout(120_000);
    let workspace: Workspace;
    let stateDir: string;

    before(function () {
      if (parent === OTHER_FILE_SYSTEM && !isOtherFileSystem()) this.skip();
    });
    beforeEach(async () => {
      stateDir = mkdtempSync(join(parent, 'backup-manager-state-'));
      workspace = Workspace.create().with({ env: { BACKUP_STATE_DIR: stateDir } });
      await execute(workspace.path('app.db'), 'CREATE TABLE people (name TEXT)');
    });
    afterEach(() => {
      workspace.remove();
      rmSync(stateDir, { recursive: true });
    });

    it("holds the product's own files, and the backup directory the backups", async () => {
      const { filename } = await workspace.create('app.db');
      const second = await workspace.create('app.db');
      expect(readdirSync(workspace.backupDir).filter((name) => name !== '.state')).to.have.members(
        [filename, second.filename].flatMap((name) => [name, `${name}.json`, `${name}.state.json`]),
      );
      expect(readdirSync(join(workspace.backupDir, '.state')).sort()).to.deep.equal([
        'staging',
        'store.json',
      ]);
      expect(readdirSync(join(workspace.backupDir, '.state', 'staging'))).to.deep.equal([]);
      expect(readdirSync(join(stateDir, 'staging'))).to.deep.equal([]);
      expect(readdirSync(stateDir)).to.include.members(['journal.jsonl', 'locks']);
    });

    it('is no target of a restore', async () => {
      await workspace.create('app.db');
      const history = join(stateDir, 'journal.jsonl');
      const before = readFileSync(history, 'utf8');
      for (const dryRun of [[], ['--dry-run']]) {
        const { exitCode, stderr } = await workspace.run(
          ...['restore', '--latest', '--to', history, '--force', ...dryRun],
        );
        expect(exitCode, stderr).to.equal(2);
        expect(stderr).to.include('is in the state directory');
      }
      expect(readFileSync(history, 'utf8').startsWith(before)).to.equal(true);
      const { exitCode } = await workspace.run('restore', '--latest', '--to', join(stateDir, 'new.db'));
      expect(exitCode).to.equal(2);
      expect(readdirSync(stateDir)).not.to.include('new.db');
    });

    it('serves verify, restore in place, undo and cleanup', async () => {
      await workspace.create('app.db');
      for (const argv of [
        ['verify', '--all', '--level', 'drill'],
        ['restore', '--latest', '--in-place'],
        ['undo'],
        ['cleanup', '--keep-days', '0'],
        ['history'],
        ['health'],
      ]) {
        const { exitCode, stdout, stderr } = await workspace.run(...argv);
        expect(exitCode, `${argv.join(' ')}: ${stdout}${stderr}`).to.be.oneOf([0, 1]);
      }
      expect(await workspace.list()).not.to.have.length(0);
    });
  });
}
