import { InvalidArgumentError } from 'commander';

const TIME =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?<zone>Z|[+-]\d\d:\d\d)?$/i;

/** A time such as `2026-11-20T13:00+01:00`. Without a zone it would depend on the machine; 31 February is rejected. */
export function timeArgument(value: string): Date {
  const { date = '', time = '', zone } = TIME.exec(value)?.groups ?? {};
  const day = new Date(`${date}T00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  const parsed = new Date(`${date}T${time}${zone?.toUpperCase() ?? 'Z'}`);
  if (date === '' || !isDay || Number.isNaN(parsed.getTime())) {
    throw new InvalidArgumentError('Expected a time such as 2026-11-20T12:00Z.');
  }
  if (zone === undefined) {
    throw new InvalidArgumentError(`Add a time zone: ${date}T${time}Z for UTC, or an offset such as +01:00.`);
  }
  return parsed;
}
