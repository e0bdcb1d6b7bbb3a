import { createHash } from 'node:crypto';
import type { BackupStore } from '../../src/application/ports/backup-store.ts';
import {
  digestPages,
  encodeDelta,
  IN_MEMORY_PAGE_BYTES,
} from '../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import type { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { manifestOf, type Backup } from '../../src/domain/backup/backup.ts';
import { daysBefore, HOUR_MS } from './backup-builder.ts';
import { publishBackup } from './publish-backup.ts';

/** A delta; without a time, as many hours after the full as it has backups before it. */
export interface DeltaOptions {
  readonly type: 'diff' | 'incr';
  readonly createdAt?: Date;
  readonly pinned?: boolean;
}

export interface ChainOptions {
  readonly createdAt?: Date;
  readonly database?: string;
  readonly verified?: boolean;
  readonly host?: string;
}

/**
 * Publishes a full and deltas of a changing database on an in-memory disk, by default one per hour: `diff` on the full,
 * `incr` on the backup before it.
 * @returns as the store lists them, oldest first
 */
export async function publishChain(
  disk: InMemoryDisk,
  store: BackupStore,
  deltas: readonly ('diff' | 'incr' | DeltaOptions)[],
  { createdAt = daysBefore(1), database = 'app', verified = true, host = 'box' }: ChainOptions = {},
): Promise<readonly Backup[]> {
  const chain = `chain-${String(createdAt.getTime())}`;
  const imageOf = (index: number) =>
    Buffer.from(
      `${SQLITE_MAGIC}${chain}`.padEnd(IN_MEMORY_PAGE_BYTES) +
        `content ${String(index)}`.padEnd(IN_MEMORY_PAGE_BYTES),
    );
  const common = { database, verified, host, chain, pageSize: IN_MEMORY_PAGE_BYTES, pageCount: 2 };
  const full = await publishBackup(disk, store, { ...common, createdAt, content: imageOf(0).toString() });
  const published = [full];
  for (const [index, delta] of deltas.entries()) {
    const { type, ...own } = typeof delta === 'string' ? { type: delta } : delta;
    const below = type === 'diff' ? 0 : index;
    const parent = manifestOf(published[below]!)!;
    const image = imageOf(index + 1);
    const backup = await publishBackup(disk, store, {
      ...common,
      type,
      createdAt: new Date(createdAt.getTime() + (index + 1) * HOUR_MS),
      ...own,
      content: Buffer.from(encodeDelta(digestPages(imageOf(below)), image)).toString(),
      databaseBytes: image.length,
      databaseSha256: createHash('sha256').update(image).digest('hex'),
      frames: 2,
      parent: { filename: parent.filename, storedSha256: parent.storedSha256 },
    });
    published.push(backup);
  }
  const listed = await store.list({ database });
  return published.map(({ filename }) => listed.find((backup) => backup.filename === filename)!);
}
