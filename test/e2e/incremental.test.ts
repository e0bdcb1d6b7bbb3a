import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readFileSync, rmSync } from 'node:fs';
import { sha256 } from '../support/database-fixtures.ts';
import { execute } from '../support/writers.ts';
import { ENGINES, Workspace, type CreatedDocument, type ListedDocument } from './workspace.ts';

interface Created extends CreatedDocument {
  readonly type: string;
  readonly parent: string | null;
  readonly frames: number | null;
  readonly unchanged: boolean;
  readonly reason: string;
  readonly size: number;
}

interface Listed extends ListedDocument {
  readonly type: string;
  readonly parent: string | null;
  readonly restorable: boolean;
}

const FILL = [
  'CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB)',
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    INSERT INTO item (body) SELECT randomblob(500) FROM n`,
];

for (const engine of ENGINES) {
  describe(`incremental backups with engine ${engine}`, () => {
    let workspace: Workspace;
    let full: Created;
    let incr: Created;
    before(async () => {
      workspace = Workspace.create();
      workspace = workspace.with({ env: { BACKUP_FULL_INTERVAL_HOURS: '720', BACKUP_ENGINE: engine } });
      await execute(workspace.path('app.db'), ...FILL);
    });
    after(() => workspace.remove());

    const create = (...argv: readonly string[]): Promise<Created> =>
      workspace.document<Created>('create', 'app.db', ...argv);
    const change = (body: string): Promise<unknown> =>
      execute(workspace.path('app.db'), `UPDATE item SET body = '${body}' WHERE id < 20`);
    const list = (): Promise<readonly Listed[]> => workspace.document('list');

    it('begin with a full', async () => {
      full = await create();
      expect(full).to.include({ type: 'full', parent: null, frames: null, unchanged: false, verified: true });
      expect(full.reason).to.include('no full');
    });

    it('store the changed pages alone', async () => {
      await change('second');
      incr = await create();
      expect(incr).to.include({ type: 'incr', parent: full.filename, unchanged: false, verified: true });
      expect(incr.filename).to.match(/\.wal\.gz$/);
      expect(incr.frames).to.be.within(1, 20);
      expect(incr.size).to.be.below(full.size / 20);
    });

    it('make no file while nothing changes', async () => {
      expect(await create()).to.include({ filename: incr.filename, type: 'incr', unchanged: true });
      const { exitCode, stdout } = await workspace.run('create', 'app.db');
      expect(exitCode).to.equal(0);
      expect(stdout).to.include(`app is unchanged since ${incr.filename}: no file was made\n`);
      expect(workspace.dataFiles()).to.have.length(2);
    });

    it('make the requested type', async () => {
      await change('third');
      expect(await create('--type', 'diff')).to.include({ type: 'diff', parent: full.filename });
      expect(await create('--type', 'full')).to.include({ type: 'full', parent: null, unchanged: false });
      const { exitCode, stderr } = await workspace.run('create', 'app.db', '--type', 'half');
      expect(exitCode).to.equal(2);
      expect(stderr).to.include('full, diff, incr');
    });

    it('are listed with their types, parents and sizes', async () => {
      const rows = (await list()).map(({ type, parent, restorable, verified }) => [
        ...[type, parent, restorable, verified],
      ]);
      expect(rows).to.deep.equal([
        ['full', null, true, true],
        ['diff', full.filename, true, true],
        ['incr', full.filename, true, true],
        ['full', null, true, true],
      ]);
      const { stdout } = await workspace.run('list');
      expect(stdout)
        .to.match(/^NAME +TYPE /)
        .and.match(/^app: 4 restore points in .* \(2 full, 1 diff, 1 incr\)$/m);
    });

    it('restore each restore point as it was', async () => {
      const target = workspace.path('restored.db');
      for (const { filename, path } of await list()) {
        const { exitCode, stderr } = await workspace.run('restore', filename, '--to', target, '--force');
        expect(exitCode, stderr).to.equal(0);
        const manifest = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { database_sha256: string };
        expect(sha256(readFileSync(target)), filename).to.equal(manifest.database_sha256);
      }
    });

    it('are not restorable without their full', async () => {
      await workspace.run('pin', incr.filename);
      for (const path of [full.path, `${full.path}.json`, `${full.path}.state.json`]) rmSync(path);
      const { stdout } = await workspace.run('list');
      expect(stdout).to.match(/incr .*NOT RESTORABLE, pinned$/m);
      expect(stdout).to.include(`app: 2 not restorable: its parent ${full.filename} is missing`);
      const refused = await workspace.run('restore', incr.filename, '--to', workspace.path('none.db'));
      expect([refused.exitCode, refused.stderr.split('\n')[0]]).to.deep.equal([
        8,
        `error: BACKUP_VERIFICATION: ${incr.filename} is not restorable: its parent ${full.filename} is missing`,
      ]);
    });
  });
}
