/** The due times of a schedule. */
export interface Timetable {
  /** The first due time after `moment`; `undefined` when there is none. */
  nextAfter(time: Date): Date | undefined;
  /** The last due time not after `moment`; `undefined` when there was none. */
  latestUpTo(time: Date): Date | undefined;
}
