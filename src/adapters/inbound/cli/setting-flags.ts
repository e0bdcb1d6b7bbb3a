import { InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { pathMistake } from '../../../domain/databases/path-mistake.ts';
import type { SettingOverrides } from './cli-environment.ts';

/** A flag that puts a value over a setting. */
export interface SettingFlag {
  readonly flag: string;
  readonly settingKey: string;
  /** The option's name among commander's parsed options. */
  readonly option: string;
}

export const GLOBAL_SETTING_FLAGS: readonly SettingFlag[] = [
  { flag: '--log-level', settingKey: 'log_level', option: 'logLevel' },
  { flag: '--backup-dir', settingKey: 'backup_dir', option: 'backupDir' },
  { flag: '--timeout', settingKey: 'timeout_seconds', option: 'timeout' },
];

/** The settings that the given flags override; a flag that was not given overrides nothing. */
export function overridesFrom(
  options: Readonly<Record<string, unknown>>,
  flags: readonly SettingFlag[],
): SettingOverrides {
  return Object.fromEntries(
    flags
      .filter(({ option }) => options[option] !== undefined)
      .map(({ flag, settingKey, option }) => {
        const value = options[option];
        // Commander stores `--no-verify` as `verify: false`.
        return value === false
          ? [settingKey, { value: 'none', source: `flag ${flag.replace(/^--/, '--no-')}` }]
          : [settingKey, { value, source: `flag ${flag}` }];
      }),
  );
}

/** The flags that every command takes. */
export function globalOptions(cwd: string): readonly Option[] {
  return [
    new Option(
      '--config <file>',
      'configuration file (default: config/backup_config.json if there)',
    ).argParser(pathFrom(cwd)),
    new Option('--backup-dir <dir>', 'directory that keeps the backups').argParser(pathFrom(cwd)),
    new Option('--timeout <seconds>', 'give up after this many seconds').argParser(wholeNumber),
    new Option('--json', 'one JSON document on stdout, nothing else there'),
    new Option('--quiet', 'no progress, no warnings, no summary; results and errors stay'),
    new Option('--log-level <level>', 'debug, info, warn or error'),
  ];
}

/** A relative path on the command line means the caller's directory, not the configuration file's. */
export function pathFrom(cwd: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new InvalidArgumentError('A path is needed.');
    refuseMistake(value);
    return resolve(cwd, value);
  };
}

/** @throws InvalidArgumentError the text can only be a mistake */
export function refuseMistake(path: string): void {
  const mistake = pathMistake(path);
  if (mistake !== undefined) throw new InvalidArgumentError(`It ${mistake}.`);
}

/** Strict: `14abc`, `1e3` and an empty text are no numbers. */
export function wholeNumber(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('A whole number is needed.');
  }
  return number;
}
