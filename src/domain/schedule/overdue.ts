import type { Timetable } from './timetable.ts';

/** What is expected of the backups of one database. */
export interface Expectation {
  readonly timetable: Timetable;
  /** When the schedule came into force; `undefined` when nobody knows: it always was. */
  readonly policySince: Date | undefined;
  /** How long after its due moment a run may still be at work. */
  readonly graceMs: number;
}

/** The newest due moment by which there should be a verified backup and is none; `undefined` when all is as it should be. */
export function overdueSince(
  { timetable, policySince, graceMs }: Expectation,
  newestVerifiedAt: Date | undefined,
  now: Date,
): Date | undefined {
  const due = timetable.latestUpTo(new Date(now.getTime() - graceMs));
  if (due === undefined || (policySince !== undefined && due <= policySince)) return undefined;
  return newestVerifiedAt !== undefined && newestVerifiedAt >= due ? undefined : due;
}
