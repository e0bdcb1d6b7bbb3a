import { execFileSync } from 'node:child_process';
import { chmod, chown, link, mkdir, rename, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { NativeInPlaceRestorer } from '../../../src/adapters/outbound/in-place-restorer/native-in-place-restorer.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { PythonProcess } from '../../support/python-process.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { Scene, TARGETS, sqlite3, type TargetKind } from './scene.ts';

const restorer = new NativeInPlaceRestorer(new TaskProcess(taskWorkerPath()));

describe('InPlaceRestorer', () => {
  let scene: Scene;

  afterEach(() => scene.dispose());

  async function replace(
    kind: TargetKind,
    target = scene.target,
    own: (preparedPath: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const { method, preparedPath, databaseSha256 } = await scene.request(TARGETS[kind].method);
    await own(preparedPath);
    const { signal } = new AbortController();
    const onReady = (): Promise<void> => Promise.resolve();
    const options = { method, databaseSha256, busyTimeoutMs: 200, signal, onReady };
    await restorer.replace(preparedPath, target, options);
  }

  for (const [kind, journalMode] of [
    ['rollback mode', 'delete'],
    ['WAL mode, closed', 'wal'],
    ['WAL mode, another page size, rows in the log', 'wal'],
    ['garbage', 'wal'],
  ] as const) {
    it(`keeps owner and mode; by sqlite, inode and journal mode too: ${kind}`, async () => {
      scene = (await Scene.create(kind))!;
      if (process.getuid?.() === 0) await chown(scene.target, 12_345, 23_456);
      await chmod(scene.target, 0o640);
      const before = await stat(scene.target);
      await replace(kind);
      const after = await stat(scene.target);
      expect([after.uid, after.gid, after.mode]).to.deep.equal([before.uid, before.gid, before.mode]);
      expect(after.ino === before.ino).to.equal(TARGETS[kind].method === 'sqlite');
      expect(sqlite3(scene.target, 'PRAGMA journal_mode')).to.equal(journalMode);
      expect(await scene.content()).to.equal('new');
    });
  }

  it('gives a new database the owner and mode of the prepared file', async () => {
    scene = (await Scene.create('nothing'))!;
    await replace('nothing', scene.target, async (preparedPath) => {
      if (process.getuid?.() === 0) await chown(preparedPath, 12_345, 23_456);
      await chmod(preparedPath, 0o640);
    });
    const { uid, gid, mode } = await stat(scene.target);
    expect(mode & 0o777).to.equal(0o640);
    if (process.getuid?.() === 0) expect([uid, gid]).to.deep.equal([12_345, 23_456]);
  });

  it('replaces the target of a symbolic link, with its side files', async () => {
    scene = (await Scene.create('WAL mode, rows in the log'))!;
    const alias = join(scene.folder, 'alias.db');
    await symlink(scene.target, alias);
    await replace('WAL mode, rows in the log', alias);
    expect(await scene.content()).to.equal('new');
    expect(await scene.files()).to.deep.equal(['app.db']);
  });

  it('keeps the other names of a hard-linked database, by sqlite', async () => {
    scene = (await Scene.create('rollback mode'))!;
    const other = join(scene.folder, 'other-name.db');
    await link(scene.target, other);
    await replace('rollback mode');
    expect(sqlite3(other, 'SELECT DISTINCT tag FROM item')).to.equal('new');
  });

  it('keeps a bind mount', async function () {
    const mounted = await Scene.create('bind-mounted, WAL mode, another page size');
    if (mounted === undefined) return this.skip();
    scene = mounted;
    await replace('bind-mounted, WAL mode, another page size');
    const real = join(scene.folder, 'real.db');
    expect(sqlite3(real, 'SELECT DISTINCT tag FROM item; PRAGMA journal_mode; PRAGMA page_size')).to.equal(
      'new\nwal\n4096',
    );
  });

  it('keeps everything, by file, while another process has the database open in WAL mode', async () => {
    const kind = 'WAL mode, another page size, rows in the log';
    scene = (await Scene.create(kind))!;
    const idle = await PythonProcess.start(
      `db = sqlite3.connect(path)
db.execute('SELECT count(*) FROM item').fetchall()
stay()`,
      scene.target,
    );
    try {
      const error = await rejectionOf(replace(kind));
      expect(error).to.be.instanceOf(DatabaseAccessException);
      expect(error)
        .to.have.property('message')
        .that.includes(`(pid ${String(idle.pid)})`);
      expect(await scene.content()).to.equal('old');
    } finally {
      await idle.kill();
    }
  });

  it('keeps everything for a user that is neither the owner nor root', async function () {
    if (process.getuid?.() !== 0) return this.skip();
    scene = (await Scene.create('rollback mode'))!;
    const open = join(scene.folder, 'open');
    await mkdir(open, { mode: 0o777 });
    await chmod(open, 0o777);
    await chmod(scene.folder, 0o755);
    const target = join(open, 'app.db');
    await rename(scene.target, target);
    await chmod(target, 0o666);
    const script = `import('./src/adapters/outbound/in-place-restorer/survey-target.ts').then((room) =>
      room.surveyTarget({ targetPath: process.argv[1], pageSize: 4096 })).catch((error) => console.log(error.code))`;
    const told = execFileSync(process.execPath, ['-e', script, target], {
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
    });
    expect(told.trim()).to.equal('DATABASE_ACCESS');
  });
});
