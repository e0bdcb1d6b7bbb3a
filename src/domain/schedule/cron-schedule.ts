/** A cron expression in a time zone. */
export interface CronSchedule {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly expression: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** @param hour 0 to 23 */
export function dailyAt(hour: number): string {
  return `0 ${String(hour)} * * *`;
}
