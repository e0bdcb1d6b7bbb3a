import fc from 'fast-check';
import { manifestOf, type Backup } from '../../src/domain/backup/backup.ts';
import type { BackupType } from '../../src/domain/backup/backup-type.ts';
import { aBackup, aVerification, anUnmanagedBackup, HOUR_MS, NOW } from './backup-builder.ts';

/** What happened to a stored backup. */
export type Fortune = 'fine' | 'unverified' | 'failed' | 'lost' | 'data_missing' | 'cut' | 'manifest_damaged';

/** One run of a random history. */
interface RandomRun {
  readonly type: BackupType;
  /** Since the run before; negative where the clock was set back. */
  readonly hours: number;
  readonly fortune: Fortune;
  readonly pinned: boolean;
  /** Another tool made it, or its parent was replaced by another file of the same name. */
  readonly oddity: 'none' | 'unmanaged' | 'wrong_parent';
}

const FORTUNES: readonly Fortune[] = [
  'unverified',
  'failed',
  'lost',
  'data_missing',
  'cut',
  'manifest_damaged',
];

/** Whole hours and days, so that equal times and exact boundaries are frequent. */
const HOURS = [0, 1, 1, 12, 24, 24, 24, 24 * 5, 24 * 40, -36, -24 * 30];

const runsWith = (hours: readonly number[]): fc.Arbitrary<readonly RandomRun[]> =>
  fc.array(
    fc.record({
      type: fc.constantFrom<BackupType[]>('full', 'diff', 'incr', 'incr', 'incr'),
      hours: fc.constantFrom(...hours),
      fortune: fc.oneof(
        { arbitrary: fc.constant<Fortune>('fine'), weight: 8 },
        { arbitrary: fc.constantFrom(...FORTUNES), weight: 1 },
      ),
      pinned: fc.integer({ min: 0, max: 11 }).map((one) => one === 0),
      oddity: fc.constantFrom(
        'unmanaged',
        'wrong_parent',
        ...Array.from({ length: 28 }, () => 'none' as const),
      ),
    }),
    { minLength: 1, maxLength: 30 },
  );

const chainsWith = (hours: readonly number[]): fc.Arbitrary<readonly Backup[]> =>
  fc.tuple(runsWith(hours), fc.integer({ min: -3, max: 60 })).map(([all, newestDays]) => {
    const total = all.reduce((sum, run) => sum + run.hours, 0);
    return historyOf(all, NOW.getTime() - (newestDays * 24 + total) * HOUR_MS);
  });

/**
 * The backups of a random history, not linked, in the order of their runs. Some are dated after `NOW`; some are lost,
 * damaged, unverified or pinned; a delta may be older than its parent.
 */
export const chainsWithinAYear = chainsWith(HOURS);

/** With gaps of more than a year, which do not count for the age. */
export const randomChains = chainsWith([...HOURS, 24 * 400]);

function historyOf(all: readonly RandomRun[], startMs: number): readonly Backup[] {
  const kept: Backup[] = [];
  let atMs = startMs;
  let full: Backup | undefined;
  let last: Backup | undefined;
  for (const [index, run] of all.entries()) {
    atMs += run.hours * HOUR_MS;
    const parent = run.type === 'diff' ? full : run.type === 'incr' ? last : undefined;
    const made = backupOf(run, index, new Date(atMs), parent);
    if (run.oddity !== 'unmanaged') {
      if (parent === undefined) full = made;
      last = made;
    }
    if (run.fortune !== 'lost') kept.push(damagedBy(run.fortune, made));
  }
  return kept;
}

function backupOf(
  { type, pinned, fortune, oddity }: RandomRun,
  index: number,
  createdAt: Date,
  parent: Backup | undefined,
): Backup {
  const number = String(index).padStart(3, '0');
  const verified = fortune !== 'unverified';
  if (oddity === 'unmanaged') return anUnmanagedBackup({ createdAt, filename: `app-${number}.db.gz` });
  const parentManifest = parent === undefined ? undefined : manifestOf(parent);
  const storedSha256 = number.padStart(64, '0');
  if (parentManifest === undefined) {
    const manifest = { chain: `chain-${number}`, storedSha256 };
    return aBackup({ createdAt, pinned, verified, filename: `app-${number}.db.gz`, manifest });
  }
  const { chain, filename } = parentManifest;
  const parentSha256 = oddity === 'wrong_parent' ? 'f'.repeat(64) : parentManifest.storedSha256;
  const manifest = {
    ...{ chain, storedSha256, storedBytes: 1000 + index, frames: 3 },
    type: type === 'full' ? undefined : type,
    parent: { filename, storedSha256: parentSha256 },
  };
  return aBackup({ createdAt, pinned, verified, filename: `app-${number}.wal.gz`, manifest });
}

function damagedBy(fortune: Fortune, backup: Backup): Backup {
  switch (fortune) {
    case 'failed':
      return { ...backup, state: { ...backup.state, verifications: [aVerification('failed')] } };
    case 'data_missing':
      return { ...backup, isDataMissing: true, storedBytes: 0, modifiedAt: undefined };
    case 'cut':
      return { ...backup, storedBytes: 17 };
    case 'manifest_damaged':
      return { ...backup, record: { condition: 'damaged', problem: 'its digest does not match' } };
    default:
      return backup;
  }
}

const bucketCount = fc.constantFrom(0, 0, 0, 1, 2, 5);

export const randomPolicies = fc.record({
  keepDays: fc.integer({ min: 0, max: 20 }),
  maxBackupFiles: fc.integer({ min: 1, max: 8 }),
  keepMin: fc.integer({ min: 0, max: 4 }),
  keepHourly: bucketCount,
  keepDaily: bucketCount,
  keepWeekly: bucketCount,
  keepMonthly: bucketCount,
  keepYearly: bucketCount,
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
});
