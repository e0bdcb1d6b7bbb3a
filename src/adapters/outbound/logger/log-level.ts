import { LOG_LEVELS, type LogLevel } from '../../../domain/history/log-line.ts';

export { LOG_LEVELS, type LogLevel };

/** Whether a record of `level` is written where `threshold` is configured. */
export function reaches(level: LogLevel, threshold: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold);
}

/** The stricter of two thresholds. */
export function stricterLevel(left: LogLevel, right: LogLevel): LogLevel {
  return reaches(left, right) ? left : right;
}
