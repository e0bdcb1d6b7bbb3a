import { relative, resolve } from 'node:path';
import type { GivenValue } from './layer.ts';
import type { MergedSettings } from './merged-settings.ts';
import { contradiction } from './setting-problem.ts';
import { SETTING_DEFINITIONS, type SettingKey } from './settings-schema.ts';

/** @throws ConfigurationException databases are looked for where none can be found, or nowhere */
export function checkDiscovery({ values, originOf }: MergedSettings): void {
  const given = (key: SettingKey): readonly [SettingKey, GivenValue] => [
    key,
    { value: values[key], origin: originOf[key] },
  ];
  if (values.databases_directory === null) {
    if (values.databases_glob === SETTING_DEFINITIONS.databases_glob.default) return;
    throw contradiction(
      given('databases_glob'),
      given('databases_directory'),
      'a pattern without a directory takes nothing',
      'Set databases_directory, or leave databases_glob out.',
    );
  }
  const directory = resolve(originOf.databases_directory.baseDirectory, values.databases_directory);
  const backupDir = resolve(originOf.backup_dir.baseDirectory, values.backup_dir);
  const below = relative(backupDir, directory);
  if (below === '..' || below.startsWith('../') || below.startsWith('..\\')) return;
  throw contradiction(
    given('databases_directory'),
    given('backup_dir'),
    'the backup directory is never searched, so that nothing would be found',
    'Keep the backups beside the databases or below them, not above.',
  );
}
