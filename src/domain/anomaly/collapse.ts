import type { SourceSize } from './anomaly.ts';

/** A smaller loss of used or stored bytes is normal for a small database: a queue that was worked off, for instance. */
export const LOSS_FLOOR_BYTES = 64 * 1024;

/**
 * True when the database lost more than `shrinkPercent` of its tables, its file, its used pages or its stored bytes.
 *
 * - A file that became smaller is no collapse while its used pages are still there: VACUUM returned the free ones.
 * - Deleted rows leave the file as large as before, so a loss of used pages counts by itself.
 * - Content that was overwritten in place changes neither, so a loss of stored bytes counts by itself, but only with
 *   the same compression, and only where the file did not become smaller: VACUUM also drops what free pages hold.
 *
 * @param shrinkPercent 1 to 99; 0 switches the comparison off
 */
export function isCollapse(before: SourceSize, after: SourceSize, shrinkPercent: number): boolean {
  if (shrinkPercent === 0) return false;
  const isDown = (was: number | undefined, is: number | undefined): boolean =>
    was !== undefined && is !== undefined && (was - is) * 100 > was * shrinkPercent;
  const isLost = (was: number | undefined, is: number | undefined): boolean =>
    isDown(was, is) && (was ?? 0) - (is ?? 0) >= LOSS_FLOOR_BYTES;
  if (isDown(before.tableCount, after.tableCount)) return true;
  const isUsedKnown = before.usedBytes !== undefined && after.usedBytes !== undefined;
  if (isDown(before.databaseBytes, after.databaseBytes))
    return !isUsedKnown || isDown(before.usedBytes, after.usedBytes);
  if (isLost(before.usedBytes, after.usedBytes)) return true;
  return (
    before.stored?.compression === after.stored?.compression &&
    isLost(before.stored?.bytes, after.stored?.bytes)
  );
}

/**
 * The figures for people, e.g. `409600 bytes in 12 tables, before 8192000 bytes in 13 tables`; bytes in use and stored
 * bytes where they became fewer.
 */
export function collapseText(before: SourceSize, after: SourceSize): string {
  const fewer = (was: number | undefined, is: number | undefined, unit: string): readonly string[] =>
    was === undefined || is === undefined || is >= was
      ? []
      : [`${String(is)} bytes ${unit}, before ${String(was)}`];
  return [
    `${sizeText(after)}, before ${sizeText(before)}`,
    ...fewer(before.usedBytes, after.usedBytes, 'in use'),
    ...(before.stored?.compression === after.stored?.compression
      ? fewer(before.stored?.bytes, after.stored?.bytes, 'stored')
      : []),
  ].join('; ');
}

function sizeText({ databaseBytes, tableCount }: SourceSize): string {
  const bytes = `${String(databaseBytes)} bytes`;
  if (tableCount === undefined) return bytes;
  return `${bytes} in ${String(tableCount)} table${tableCount === 1 ? '' : 's'}`;
}
