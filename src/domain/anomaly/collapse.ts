import type { SourceSize } from './anomaly.ts';

/**
 * True when the bytes or the tables went down by more than `shrinkPercent` of what they were.
 *
 * @param shrinkPercent 1 to 99; 0 switches the comparison off
 */
export function isCollapse(before: SourceSize, after: SourceSize, shrinkPercent: number): boolean {
  if (shrinkPercent === 0) return false;
  const isDown = (was: number, is: number): boolean => (was - is) * 100 > was * shrinkPercent;
  if (isDown(before.databaseBytes, after.databaseBytes)) return true;
  const { tableCount: tablesBefore } = before;
  const { tableCount: tablesAfter } = after;
  return tablesBefore !== undefined && tablesAfter !== undefined && isDown(tablesBefore, tablesAfter);
}

/** The figures for people, e.g. `409600 bytes in 12 tables, before 8192000 bytes in 13 tables`. */
export function collapseText(before: SourceSize, after: SourceSize): string {
  return `${sizeText(after)}, before ${sizeText(before)}`;
}

function sizeText({ databaseBytes, tableCount }: SourceSize): string {
  const bytes = `${String(databaseBytes)} bytes`;
  if (tableCount === undefined) return bytes;
  return `${bytes} in ${String(tableCount)} table${tableCount === 1 ? '' : 's'}`;
}
