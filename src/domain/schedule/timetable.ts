/** The moments at which something is due, as the calendar reckons them. */
export interface Timetable {
  /** The first one later than `moment`; `undefined` when none comes. */
  nextAfter(moment: Date): Date | undefined;
  /** The last one that is not later than `moment`; `undefined` when there was none. */
  latestUpTo(moment: Date): Date | undefined;
}
