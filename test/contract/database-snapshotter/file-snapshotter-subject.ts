import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readFile, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { readPageTable } from '../../../src/adapters/outbound/sqlite-file/page-table-file.ts';
import type { PageTable } from '../../../src/application/ports/page-tables.ts';
import type { DatabaseSnapshotter } from '../../../src/application/ports/database-snapshotter.ts';
import type { Compression } from '../../../src/domain/backup/compression.ts';
import type { FileOwner } from '../../../src/domain/backup/manifest.ts';
import { openWithLibrary } from '../../support/age-keys.ts';
import {
  buildSource,
  makeFolder,
  readItems,
  removeFolder,
  sourceFingerprint,
  writeDatabase,
  type SourceKind,
} from '../../support/database-fixtures.ts';
import { childrenOf } from '../../support/process-table.ts';
import type { SnapshotterSubject } from './database-snapshotter.contract.ts';

const run = promisify(execFile);

const DECOMPRESSORS = {
  gzip: (bytes) => zlib.gunzipSync(bytes),
  zstd: (bytes) => zlib.zstdDecompressSync(bytes),
  none: (bytes) => bytes,
} satisfies Record<Compression, (bytes: Buffer) => Buffer>;

/** Sources are files in one folder; the artifact is in another. */
export class FileSnapshotterSubject implements SnapshotterSubject {
  readonly snapshotter: DatabaseSnapshotter;
  readonly folder: string;
  readonly destinationPath: string;
  #isMounted = false;
  #tables = 0;

  private constructor(snapshotter: DatabaseSnapshotter, folder: string) {
    this.snapshotter = snapshotter;
    this.folder = folder;
    this.destinationPath = join(folder, 'staging', 'artifact.db');
  }

  static async create(snapshotter: DatabaseSnapshotter): Promise<FileSnapshotterSubject> {
    const subject = new FileSnapshotterSubject(snapshotter, await makeFolder());
    await mkdir(dirname(subject.destinationPath));
    await mkdir(join(subject.folder, 'source'));
    return subject;
  }

  /** The folder of the sources. */
  path(name: string): string {
    return join(this.folder, 'source', name);
  }

  source(kind: SourceKind): Promise<string> {
    return buildSource(kind, this.path('app.db'));
  }

  async expectedContent(sourcePath: string): Promise<unknown> {
    return readItems(sourcePath);
  }

  async contentOf(image: Uint8Array): Promise<unknown> {
    const path = join(this.folder, 'image.db');
    await writeFile(path, image);
    return readItems(path);
  }

  fingerprint(sourcePath: string): Promise<unknown> {
    return sourceFingerprint(sourcePath).catch(() => 'no file');
  }

  async changeOwner(sourcePath: string): Promise<FileOwner | undefined> {
    await chmod(sourcePath, 0o640);
    const uid = process.getuid?.();
    if (uid === 0) await chown(sourcePath, 54_321, 54_322);
    const facts = await stat(sourcePath);
    return uid === undefined ? undefined : { uid: facts.uid, gid: facts.gid, mode: 0o640 };
  }

  async readArtifact(compression: Compression): Promise<{ stored: Buffer; image: Buffer }> {
    const stored = await readFile(this.destinationPath);
    return { stored, image: DECOMPRESSORS[compression](stored) };
  }

  async decrypted(identity: string): Promise<Buffer> {
    return openWithLibrary(await readFile(this.destinationPath), identity);
  }

  async change(sourcePath: string, what: 'row' | 'most'): Promise<void> {
    const where = what === 'row' ? 'WHERE id = 7' : '';
    writeDatabase(sourcePath, `UPDATE item SET body = hex(randomblob(length(body) / 2)) ${where};`);
    return Promise.resolve();
  }

  async removeSource(): Promise<void> {
    await unlink(this.path('app.db'));
  }

  /** By the system's sqlite3, which takes the delta for the database's own write-ahead log. */
  async applied(image: Uint8Array, delta: Uint8Array): Promise<Buffer> {
    const path = join(this.folder, 'by-hand.db');
    await writeFile(path, image);
    await writeFile(`${path}-wal`, delta);
    await run('sqlite3', [path, 'PRAGMA wal_checkpoint(TRUNCATE);']);
    return readFile(path);
  }

  async keepTable(tablePath: string): Promise<PageTable> {
    const kept = join(this.folder, `${String((this.#tables += 1))}.tbl`);
    await rename(tablePath, kept);
    const table = readPageTable(kept);
    if (table === undefined) throw new TypeError('the capture left a damaged page table');
    return table;
  }

  async clear(): Promise<void> {
    const folder = dirname(this.destinationPath);
    for (const name of await readdir(folder)) await unlink(join(folder, name));
  }

  leftovers(): Promise<readonly string[]> {
    return readdir(dirname(this.destinationPath));
  }

  workers(): readonly number[] {
    return childrenOf(process.pid, 'task-worker');
  }

  /** A file system of 16 KB instead of the destination's, where this user may mount one. */
  async fillDisk(): Promise<boolean> {
    const staging = dirname(this.destinationPath);
    this.#isMounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', staging]).then(
      () => true,
      () => false,
    );
    return this.#isMounted;
  }

  async dispose(): Promise<void> {
    if (this.#isMounted) await run('umount', [dirname(this.destinationPath)]);
    await removeFolder(this.folder);
  }
}
