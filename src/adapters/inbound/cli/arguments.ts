import { InvalidArgumentError } from 'commander';
import { basename, resolve } from 'node:path';
import { pathMistake } from '../../../domain/databases/path-mistake.ts';

/** Relative paths on the command line are relative to `cwd`, not to the configuration file. */
export function pathFrom(cwd: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError('Expected a path.');
    refuseMistake(value);
    return resolve(cwd, value);
  };
}

/** @throws InvalidArgumentError the text is no plausible path */
function refuseMistake(path: string): void {
  const mistake = pathMistake(path);
  if (mistake !== undefined) throw new InvalidArgumentError(`It ${mistake}.`);
}

/** Strict: rejects `14abc`, `1e3` and an empty text. */
export function wholeNumber(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('Expected a whole number.');
  }
  return number;
}

/** A bare name is looked up in the backup directory; a text with a separator is a path relative to `cwd`. */
export function backupArgument(cwd: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError('Expected a file name or path.');
    if (basename(value) === value) return value;
    refuseMistake(value);
    return resolve(cwd, value);
  };
}

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
