import type { Timetable } from './timetable.ts';

export interface Expectation {
  readonly timetable: Timetable;
  /** Start of the schedule; `undefined` when unknown: it has always existed. */
  readonly policySince: Date | undefined;
  /** Allowed run time after the due time. */
  readonly graceMs: number;
}

/** The newest due time without the expected verified backup; `undefined` when nothing is overdue. */
export function overdueSince(
  { timetable, policySince, graceMs }: Expectation,
  newestVerifiedAt: Date | undefined,
  now: Date,
): Date | undefined {
  const due = timetable.latestUpTo(new Date(now.getTime() - graceMs));
  if (due === undefined || (policySince !== undefined && due <= policySince)) return undefined;
  return newestVerifiedAt !== undefined && newestVerifiedAt >= due ? undefined : due;
}

/** The first time at which `overdueSince` is no longer `undefined` if no further backup is made. */
export function overdueAt(
  { timetable, policySince, graceMs }: Expectation,
  newestVerifiedAt: Date,
): Date | undefined {
  const isOlder = policySince !== undefined && policySince > newestVerifiedAt;
  const due = timetable.nextAfter(isOlder ? policySince : newestVerifiedAt);
  return due && new Date(due.getTime() + graceMs);
}
