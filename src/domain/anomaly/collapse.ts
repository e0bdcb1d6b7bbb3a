import type { SourceSize } from './anomaly.ts';

/** Small databases lose less than this in normal use, for example when a queue is emptied. */
export const LOSS_FLOOR_BYTES = 64 * 1024;

/**
 * True when the database lost more than `shrinkPercent` of its tables, file size, used pages or stored bytes.
 * - A smaller file with the same used pages is no collapse: VACUUM returned the free pages.
 * - Deleted rows do not shrink the file, so a loss of used pages counts by itself.
 * - Overwritten content changes neither, so a loss of stored bytes counts by itself, but only with the same
 *   compression and without a smaller file: VACUUM also drops the content of free pages.
 * @param shrinkPercent 1 to 99; 0 disables the comparison
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
 * For example `409600 bytes in 12 tables, before 8192000 bytes in 13 tables`, then used and stored bytes that
 * fell.
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
