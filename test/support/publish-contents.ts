import {
  digestPages,
  encodeDelta,
  IN_MEMORY_PAGE_BYTES,
  readDeltaFacts,
} from '../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import type { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import type { BackupStore } from '../../src/application/ports/backup-store.ts';
import { EMPTY_STATE, manifestOf, type Backup } from '../../src/domain/backup/backup.ts';
import type { Manifest } from '../../src/domain/backup/manifest.ts';
import { aManifest, aVerification, digestsOf, HOUR_MS } from './backup-builder.ts';
import { sha256 } from './database-fixtures.ts';

export interface ContentsOptions {
  readonly createdAt: Date;
  readonly manifest?: Partial<Manifest>;
}

/**
 * A full of the first content and an incr of each next one, an hour apart, on an in-memory disk. All are verified.
 * @returns them as listed, oldest first
 */
export async function publishContents(
  disk: InMemoryDisk,
  store: BackupStore,
  contents: readonly string[],
  { createdAt, manifest: changes }: ContentsOptions,
): Promise<readonly Backup[]> {
  const names: string[] = [];
  let parent: Manifest | undefined;
  for (const [index, content] of contents.entries()) {
    const image = Buffer.from(content);
    const before = contents[index - 1];
    const stored = before === undefined ? image : encodeDelta(digestPages(Buffer.from(before)), image);
    const stagedPath = '/backup/.state/staging/of-the-chain';
    disk.write(stagedPath, stored);
    const ofDelta = parent && {
      type: 'incr' as const,
      frames: readDeltaFacts(stored).frames,
      parent: { filename: parent.filename, storedSha256: parent.storedSha256 },
    };
    const draft = aManifest({
      createdAt: new Date(createdAt.getTime() + index * HOUR_MS),
      chain: 'one',
      pageSize: IN_MEMORY_PAGE_BYTES,
      pageCount: Math.ceil(image.length / IN_MEMORY_PAGE_BYTES),
      databaseBytes: image.length,
      databaseSha256: sha256(image),
      ...digestsOf(stored),
      ...ofDelta,
      ...changes,
    });
    const state = { ...EMPTY_STATE, verifications: [aVerification('ok', createdAt)] };
    const published = await store.publish(stagedPath, draft, state);
    parent = manifestOf(published);
    names.push(published.filename);
  }
  const listed = await store.list();
  return names.map((name) => listed.find(({ filename }) => filename === name)!);
}
