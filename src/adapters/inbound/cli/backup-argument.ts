import { InvalidArgumentError } from 'commander';
import { basename, resolve } from 'node:path';
import { refuseMistake } from './setting-flags.ts';

/** A bare name is looked up in the backup directory; anything with a separator is a path from `cwd`. */
export function backupArgument(cwd: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError('A file name or path is needed.');
    if (basename(value) === value) return value;
    refuseMistake(value);
    return resolve(cwd, value);
  };
}
