import { newestFirst, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { isFuture } from '../../domain/backup/future-dated.ts';
import type { SourceCheck } from '../../domain/backup/manifest.ts';
import { notesIn } from '../../domain/verification/verification.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/**
 * Warns when the source check has more or fewer notes than that of the newest earlier backup: allowed content
 * is no damage, but its change may matter. Checks of another level are not compared.
 * @param backups the database's earlier ones
 */
export function warnOfChangedNotes(
  database: string,
  check: SourceCheck,
  backups: readonly Backup[],
  run: RunContext,
): void {
  const newest = backups.filter((backup) => !isFuture(backup, run.startedAt)).sort(newestFirst)[0];
  const manifest = newest && manifestOf(newest);
  // The record of an encrypted backup has no notes to compare with.
  if (manifest?.encryption !== undefined) return;
  const earlier = manifest?.sourceCheck;
  if (earlier?.level !== check.level) return;
  if (earlier.result !== 'ok' || check.result !== 'ok') return;
  const { noteCount: before = 0 } = earlier;
  const { noteCount: now = 0 } = check;
  if (before === now) return;
  const found = now === 0 ? '' : `: ${notesIn(check.detail)}`;
  run.warn(
    `the source check of ${database} found notes on ${count(now)}, ${String(before)} in the newest earlier backup${found}`,
    'SQLite allows such content, so it is no damage. Check what the application or a migration wrote.',
  );
}

function count(notes: number): string {
  return notes === 1 ? '1 row or constraint' : `${String(notes)} rows or constraints`;
}
