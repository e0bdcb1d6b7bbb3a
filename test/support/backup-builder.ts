import { createHash } from 'node:crypto';
import type { Listing, RestorePoint } from '../../src/application/stores/restore-points.ts';
import { EMPTY_STATE, manifestOf, type Backup } from '../../src/domain/backup/backup.ts';
import { formatBackupName } from '../../src/domain/backup/backup-name.ts';
import type { Manifest } from '../../src/domain/backup/manifest.ts';
import type { CheckResult, Verification } from '../../src/domain/verification/verification.ts';

/** The time of the tests. */
export const NOW = new Date('2026-11-22T21:08:00.123Z');

export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * HOUR_MS;

export function daysBefore(days: number, moment = NOW): Date {
  return new Date(moment.getTime() - days * DAY_MS);
}

export function aManifest(changes: Partial<Manifest> = {}): Manifest {
  const { database = 'app', createdAt = NOW, compression = 'gzip', encryption, type } = changes;
  return {
    engine: 'native',
    consistency: 'locked',
    capture: 'sqlite-backup',
    sqliteVersion: '3.53.0',
    journalMode: 'wal',
    pageSize: 4096,
    pageCount: 100,
    databaseBytes: 409_600,
    databaseSha256: 'd'.repeat(64),
    storedBytes: 102_400,
    storedSha256: 'a'.repeat(64),
    sourceCheck: { level: 'quick', result: 'ok', detail: 'quick_check', durationMs: 3 },
    sourcePath: `/data/${database}.db`,
    host: 'box',
    filename: formatBackupName({ database, createdAt, ordinal: 1, compression, encryption, type }),
    durationMs: 1234,
    toolVersion: '0.1.0',
    ...changes,
    database,
    createdAt,
    compression,
  };
}

/** What a use case says of a backup of the default type. */
export const A_FULL = {
  type: 'full',
  reason: 'every backup is a full (full_interval_hours 0)',
  unchanged: false,
} as const;

/** Size and digest of the stored bytes, for a manifest. */
export function digestsOf(content: string | Uint8Array): Pick<Manifest, 'storedBytes' | 'storedSha256'> {
  return {
    storedBytes: Buffer.byteLength(content),
    storedSha256: createHash('sha256').update(content).digest('hex'),
  };
}

export function aVerification(result: CheckResult = 'ok', at = NOW): Verification {
  return { at, level: 'checksum', result, detail: 'stored bytes, content', durationMs: 5 };
}

export interface BackupChanges extends Partial<Omit<Backup, 'database'>> {
  readonly database?: string;
  readonly manifest?: Partial<Manifest>;
  readonly verified?: boolean;
  readonly pinned?: boolean;
}

/** A verified backup of `app` created now, with the given changes. */
export function aBackup(changes: BackupChanges = {}): Backup {
  const {
    database = 'app',
    createdAt = NOW,
    manifest: ofManifest,
    verified = true,
    pinned = false,
    ...rest
  } = changes;
  const manifest = aManifest({ database, createdAt, ...ofManifest });
  const filename = rest.filename ?? manifest.filename;
  return {
    filename,
    location: `/backup/${filename}`,
    database,
    createdAt,
    storedBytes: manifest.storedBytes,
    compression: manifest.compression,
    record: { condition: 'intact', manifest: { ...manifest, filename } },
    state: { ...EMPTY_STATE, pinned, verifications: verified ? [aVerification()] : [] },
    ...rest,
  };
}

/** The backup after a run that found its database unchanged. */
export function unchanged(backup: Backup, at: Date): Backup {
  return { ...backup, state: { ...backup.state, currentAsOf: at } };
}

/**
 * A full at `createdAt` and deltas on it, oldest first: `diff` on the full, `incr` on the one before. Each has its own
 * digest; the backups below it are found by `linkChains`.
 */
export function aChain(
  createdAt: Date,
  deltas: readonly ('diff' | 'incr' | (BackupChanges & { readonly type: 'diff' | 'incr' }))[],
  changes: BackupChanges = {},
): readonly Backup[] {
  const chain = `chain-${String(createdAt.getTime())}`;
  const full = aBackup({
    ...changes,
    createdAt,
    manifest: { chain, ...digestOf(createdAt), ...changes.manifest },
  });
  const backups = [full];
  for (const [index, each] of deltas.entries()) {
    const { type, ...own } = typeof each === 'string' ? { type: each } : each;
    const parent = type === 'diff' ? full : backups[backups.length - 1]!;
    const at = own.createdAt ?? new Date(createdAt.getTime() + (index + 1) * HOUR_MS);
    const { filename, storedSha256 } = manifestOf(parent)!;
    const facts = { type, chain, frames: 1, storedBytes: 1000, parent: { filename, storedSha256 } };
    backups.push(
      aBackup({
        ...changes,
        ...own,
        createdAt: at,
        manifest: { ...facts, ...digestOf(at), ...own.manifest },
      }),
    );
  }
  return backups;
}

function digestOf(at: Date): Pick<Manifest, 'storedSha256'> {
  return { storedSha256: createHash('sha256').update(at.toISOString()).digest('hex') };
}

/** A listing of the store `local` alone. */
export function listingOf(...backups: readonly Backup[]): Listing {
  return { restorePoints: backups.map(asRestorePoint), failures: [] };
}

export function asRestorePoint(backup: Backup): RestorePoint {
  return { ...backup, copies: [{ store: 'local', backup }] };
}

/** A backup file of another tool. */
export function anUnmanagedBackup(changes: BackupChanges = {}): Backup {
  return { ...aBackup({ verified: false, ...changes }), record: { condition: 'missing' } };
}

/** A backup whose manifest was altered after it was written. */
export function aDamagedBackup(changes: BackupChanges = {}): Backup {
  return { ...aBackup(changes), record: { condition: 'damaged', problem: 'its digest does not match' } };
}
