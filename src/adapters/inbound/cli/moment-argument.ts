import { InvalidArgumentError } from 'commander';

const MOMENT =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?<zone>Z|[+-]\d\d:\d\d)?$/i;

/**
 * A moment such as `2026-11-20T12:00Z` or `2026-11-20T13:00+01:00`. Strict: without a zone it would mean another moment
 * on another machine, and 31 February is none.
 */
export function momentArgument(value: string): Date {
  const { date = '', time = '', zone } = MOMENT.exec(value)?.groups ?? {};
  const day = new Date(`${date}T00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  const moment = new Date(`${date}T${time}${zone?.toUpperCase() ?? 'Z'}`);
  if (date === '' || !isDay || Number.isNaN(moment.getTime())) {
    throw new InvalidArgumentError('A moment is needed, such as 2026-11-20T12:00Z.');
  }
  if (zone === undefined) {
    throw new InvalidArgumentError(
      `It needs a time zone: ${date}T${time}Z for UTC, or a distance such as +01:00.`,
    );
  }
  return moment;
}
