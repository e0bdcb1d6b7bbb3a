import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { replacementRun } from './killed-process.ts';
import { Scene, sqlite3, type TargetKind } from './scene.ts';

const WRITE_ROW = `
with sqlite3.connect(path, timeout=10) as db: db.execute("INSERT INTO item (tag, body) VALUES ('later', 'x')")`;

/** A byte that no checksum of SQLite's guards, in the middle of a row. */
const FLIP_BYTE = `
with open(path, 'r+b') as file:
    file.seek(4096 * 20 + 2000)
    byte = file.read(1)
    file.seek(-1, 1)
    file.write(bytes([byte[0] ^ 1]))`;

describe('InPlaceRestorer verifies', () => {
  let scene: Scene | undefined;

  afterEach(() => scene?.dispose());

  async function replaceWhile(kind: TargetKind, step: string, script: string): Promise<string | undefined> {
    scene = (await Scene.create(kind))!;
    return (await replacementRun('replace', await scene.request('sqlite'), [step, script])).at(-1);
  }

  for (const kind of ['rollback mode', 'WAL mode, rows in the log'] as const) {
    it(`accepts a commit of the application right after the replacement: ${kind}`, async () => {
      expect(await replaceWhile(kind, 'committed', WRITE_ROW)).to.equal('ended undefined');
      expect(sqlite3(scene!.target, 'SELECT tag, count(*) FROM item GROUP BY tag')).to.equal(
        'later|1\nnew|700',
      );
    });
  }

  it('finds a byte that does not read back as it was written', async () => {
    const ending = await replaceWhile('rollback mode', 'committed', FLIP_BYTE);
    expect(ending).to.match(/^failed .*could not be verified: it does not read back/);
  });

  it('compares every page in WAL mode too, in the WAL or not', async () => {
    const flipInLog = FLIP_BYTE.replace('open(path', "open(path + '-wal'");
    const ending = await replaceWhile('WAL mode, closed', 'committed', flipInLog);
    expect(ending).to.match(/^failed .*(?:could not be verified|malformed|checksum)/);
  });

  it('finds damage that comes with a commit by the check of the content', async () => {
    const overwrite = `${WRITE_ROW}
with open(path, 'r+b') as file:
    file.seek(4096 * 20)
    file.write(bytes(2000))`;
    const ending = await replaceWhile('rollback mode', 'committed', overwrite);
    expect(ending).to.match(/^failed .*could not be verified/);
  });

  it('reports a full disk and keeps the old content', async function () {
    scene = (await Scene.create('rollback mode'))!;
    const disk = join(scene.folder, 'small');
    await mkdir(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', disk]).status !== 0)
      return this.skip();
    try {
      const request = await scene.request('sqlite');
      const targetPath = join(disk, 'app.db');
      const preparedPath = join(disk, '.prepared');
      spawnSync('cp', [scene.target, targetPath]);
      spawnSync('mv', [request.preparedPath, preparedPath]);
      const ending = (await replacementRun('replace', { ...request, targetPath, preparedPath })).at(-1);
      expect(ending).to.match(/^failed no room left/);
      expect(sqlite3(targetPath, 'SELECT tag, count(*) FROM item GROUP BY tag')).to.equal('old|900');
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});
