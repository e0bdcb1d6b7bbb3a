/** From talkative to terse. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whether a record of `level` is written where `threshold` is configured. */
export function reaches(level: LogLevel, threshold: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold);
}

/** The stricter of two thresholds. */
export function stricterLevel(left: LogLevel, right: LogLevel): LogLevel {
  return reaches(left, right) ? left : right;
}
