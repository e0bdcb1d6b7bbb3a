import { relative, resolve } from 'node:path';
import type { GivenValue, MergedSettings } from './layer.ts';
import { SETTING_DEFINITIONS, type SettingKey } from './setting-definitions.ts';
import { contradiction } from './setting-problem.ts';

/** @throws ConfigurationException naming both settings of a contradiction */
export function checkConsistency(settings: MergedSettings): void {
  const { values, originOf } = settings;
  const given = (key: SettingKey): readonly [SettingKey, GivenValue] => [
    key,
    { value: values[key], origin: originOf[key] },
  ];
  if (!values.compress_backups && values.compression !== null && values.compression !== 'none') {
    throw contradiction(
      given('compress_backups'),
      given('compression'),
      'one turns compression off, the other selects one',
      'Remove one of the two; compression alone is enough.',
    );
  }
  if (values.encryption_recipients.length > 0 && values.encryption_passphrase_file !== null) {
    throw contradiction(
      given('encryption_recipients'),
      given('encryption_passphrase_file'),
      'a file of age is either for recipients or for a passphrase',
      'Remove one of the two. Recipients are better: the server then cannot read its own backups.',
    );
  }
  if (
    values.databases_directory === null &&
    values.databases_glob !== SETTING_DEFINITIONS.databases_glob.default
  ) {
    throw contradiction(
      given('databases_glob'),
      given('databases_directory'),
      'a pattern needs a directory',
      'Set databases_directory, or remove databases_glob.',
    );
  }
  if (values.databases_directory !== null && isInBackupDirectory(values.databases_directory, settings)) {
    throw contradiction(
      given('databases_directory'),
      given('backup_dir'),
      'the backup directory is never searched, so no database would be found',
      'Set backup_dir to a directory next to the databases or below them.',
    );
  }
  if (values.backup_dir === null && values.stores.length === 0) {
    throw contradiction(
      given('backup_dir'),
      given('stores'),
      'there is no place for a backup',
      'Set backup_dir, or add a store to stores.',
    );
  }
  if (values.backup_dir === null && values.state_dir === null) {
    throw contradiction(
      given('backup_dir'),
      given('state_dir'),
      'locks, run history and staging need a local directory',
      'Set state_dir, for example to /var/lib/backup-manager.',
    );
  }
  if (values.disk_warning_percent >= values.disk_critical_percent) {
    throw contradiction(
      given('disk_warning_percent'),
      given('disk_critical_percent'),
      'the warning limit must be the lower one',
      'Make disk_warning_percent the smaller of the two.',
    );
  }
}

function isInBackupDirectory(directory: string, { values, originOf }: MergedSettings): boolean {
  if (values.backup_dir === null) return false;
  const backupDir = resolve(originOf.backup_dir.baseDirectory, values.backup_dir);
  const below = relative(backupDir, resolve(originOf.databases_directory.baseDirectory, directory));
  return !(below === '..' || below.startsWith('../') || below.startsWith('..\\'));
}
