import type { BackupType } from '../../domain/backup/backup-type.ts';
import { isManaged, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { chooseType, type ChosenType } from '../../domain/backup/choose-type.ts';
import { isDamaged } from '../../domain/backup/damage.ts';
import { datedByNow } from '../../domain/backup/future-dated.ts';
import type { IncrementalPolicy } from '../../domain/backup/incremental-policy.ts';
import type { ChainFacts } from '../../domain/backup/manifest.ts';
import { KIB } from '../../domain/units.ts';
import type { ChangesRequest, ChangeFacts } from '../ports/database-snapshotter.ts';
import type { PageTable, PageTables } from '../ports/page-tables.ts';
import type { WrittenCapture } from './watched-capture.ts';

/** A larger delta saves little, and every restore reads it. */
const MAX_SHARE_OF_FULL = 0.25;
/** Below this a delta is worth it whatever the size of the full. */
const SMALL_DELTA_BYTES = 64 * KIB;

export interface WantedBackup {
  readonly database: string;
  /** `undefined`: the policy decides. */
  readonly type?: BackupType | undefined;
  /** A backup is wanted even if nothing changed: it gets a label or a pin, or its path changed. */
  readonly isNeeded: boolean;
}

/** How a database is captured, before the capture. */
export interface CapturePlan extends ChosenType {
  /** Absent: all of it, and no page table is kept. */
  readonly changes?: ChangesRequest['changes'];
  /** The backup that stays the newest one if nothing changed; absent: a backup is made in any case. */
  readonly newest?: Backup | undefined;
}

/**
 * Plans the type of a backup and what its capture needs for it. Page tables are kept where deltas or skipped backups
 * need them: by the policy, or when a type is requested.
 * @param backups of the database in the first store that answers
 */
export async function planCapture(
  pageTables: Pick<PageTables, 'read'>,
  { database, type, isNeeded }: WantedBackup,
  backups: readonly Backup[],
  policy: IncrementalPolicy,
  now: Date,
): Promise<CapturePlan> {
  const digestPages = policy.fullIntervalMs > 0 || type !== undefined;
  if (!digestPages && !policy.skipUnchanged) return chooseType(type, backups, {}, policy, now);
  const { full, last } = await pageTables.read(database);
  const known = { full: withPages(full)?.storedSha256, last: withPages(last)?.storedSha256 };
  const chosen = chooseType(type, backups, known, policy, now);
  const mayBeSkipped = !isNeeded && (chosen.type === 'full' ? type !== 'full' && policy.skipUnchanged : true);
  const newest = mayBeSkipped ? newestWith(last, backups, now) : undefined;
  const table = chosen.type === 'full' ? undefined : chosen.type === 'diff' ? full : last;
  return {
    ...chosen,
    newest,
    changes: {
      digestPages,
      parentTablePath: table?.path,
      parentEncryption: chosen.parent && manifestOf(chosen.parent)?.encryption,
      maxDeltaBytes: maxDeltaBytes(chosen.full),
      newest: newest && last,
      newestEncryption: newest && manifestOf(newest)?.encryption,
    },
  };
}

/** The type that the capture made, and how it belongs to its chain. */
export function chainFacts(plan: CapturePlan, captured: WrittenCapture): ChainFacts {
  const { frames, fileKey } = captured;
  const { type, full, parent } = plan;
  if (frames === undefined || type === 'full' || full === undefined || parent === undefined)
    return plan.changes?.digestPages === true ? { chain: crypto.randomUUID() } : {};
  const { filename } = parent;
  const { storedSha256 = '', databaseSha256 } = manifestOf(parent) ?? {};
  // The record of an encrypted backup shows no digest of content.
  const digest = fileKey === undefined && databaseSha256 !== undefined ? { databaseSha256 } : {};
  return { type, chain: manifestOf(full)?.chain, parent: { filename, storedSha256, ...digest }, frames };
}

/** Why the backup has its type. */
export function reasonFor(plan: CapturePlan, { fullReason }: ChangeFacts): string {
  return fullReason === undefined ? plan.reason : `${fullReason}; planned was: ${plan.type}, ${plan.reason}`;
}

function withPages(table: PageTable | undefined): PageTable | undefined {
  return table !== undefined && table.pageSize > 0 ? table : undefined;
}

/**
 * The newest backup, if the table describes it. Another manager may have made a newer one of other content: then the
 * database being as it was at our last backup does not make that the newest content.
 */
function newestWith(table: PageTable | undefined, backups: readonly Backup[], now: Date): Backup | undefined {
  const newest = datedByNow(backups, now).find(isManaged);
  if (newest === undefined || table === undefined || isDamaged(newest)) return undefined;
  return manifestOf(newest)?.storedSha256 === table.storedSha256 ? newest : undefined;
}

function maxDeltaBytes(full: Backup | undefined): number {
  const storedBytes = (full && manifestOf(full)?.storedBytes) ?? 0;
  return Math.max(SMALL_DELTA_BYTES, Math.floor(storedBytes * MAX_SHARE_OF_FULL));
}
