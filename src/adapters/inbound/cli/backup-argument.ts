import { InvalidArgumentError } from 'commander';
import { basename, resolve } from 'node:path';
import { refuseMistake } from './setting-flags.ts';

/** A bare name is looked up in the backup directory; a text with a separator is a path relative to `cwd`. */
export function backupArgument(cwd: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError('Expected a file name or path.');
    if (basename(value) === value) return value;
    refuseMistake(value);
    return resolve(cwd, value);
  };
}
