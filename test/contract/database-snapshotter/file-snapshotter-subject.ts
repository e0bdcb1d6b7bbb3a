import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
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
