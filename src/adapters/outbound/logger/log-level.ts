import { LOG_LEVELS, type LogLevel } from '../../../domain/history/log-line.ts';

export { LOG_LEVELS, type LogLevel };

export function reaches(level: LogLevel, threshold: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold);
}

export function stricterLevel(left: LogLevel, right: LogLevel): LogLevel {
  return reaches(left, right) ? left : right;
}
