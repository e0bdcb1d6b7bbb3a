import { Option } from 'commander';
import { pathFrom, wholeNumber } from './arguments.ts';
import type { SettingOverrides } from './cli-environment.ts';

export interface SettingFlag {
  readonly flag: string;
  readonly settingKey: string;
  /** Name of the parsed option in commander. */
  readonly option: string;
}

export const GLOBAL_SETTING_FLAGS: readonly SettingFlag[] = [
  { flag: '--log-level', settingKey: 'log_level', option: 'logLevel' },
  { flag: '--backup-dir', settingKey: 'backup_dir', option: 'backupDir' },
  { flag: '--timeout', settingKey: 'timeout_seconds', option: 'timeout' },
];

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

export function globalOptions(cwd: string): readonly Option[] {
  return [
    new Option(
      '--config <file>',
      'configuration file (default: config/backup_config.json if it exists)',
    ).argParser(pathFrom(cwd)),
    new Option('--backup-dir <dir>', 'directory of the backups').argParser(pathFrom(cwd)),
    new Option('--timeout <seconds>', 'stop an operation after this many seconds').argParser(wholeNumber),
    new Option('--json', 'print one JSON document to stdout, nothing else'),
    new Option('--quiet', 'print no progress, warnings or summary, only results and errors'),
    new Option('--log-level <level>', 'debug, info, warn or error'),
  ];
}
