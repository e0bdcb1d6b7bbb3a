import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import { ConfigurationException } from '../../domain/exceptions/configuration-exception.ts';
import type { GivenValue, Origin } from './layer.ts';
import { maskSetting } from './mask-setting.ts';
import { nearestName } from './nearest-name.ts';
import type { RetentionValues } from './retention-formats.ts';
import { SETTING_DEFINITIONS, SETTING_KEYS, type SettingKey } from './settings-schema.ts';

const MAX_SHOWN = 200;

/** A value that cannot be; the message names key, value and source. */
export function invalidValue(key: SettingKey, given: GivenValue, problem: string): ConfigurationException {
  const { value, origin } = given;
  return new ConfigurationException(`${key}: ${problem}; found ${shown(key, value)} (${origin.source})`, {
    hint: `Correct it there, or leave ${key} out for its default, ${JSON.stringify(SETTING_DEFINITIONS[key].default)}.`,
    details: { key, value: maskSetting(value, key), source: origin.source },
  });
}

/** Two values that cannot be in force together. */
export function contradiction(
  left: readonly [SettingKey, GivenValue],
  right: readonly [SettingKey, GivenValue],
  problem: string,
  hint: string,
): ConfigurationException {
  const name = ([key, { value, origin }]: readonly [SettingKey, GivenValue]): string =>
    `${key} ${shown(key, value)} (${origin.source})`;
  const fact = ([key, { value, origin }]: readonly [SettingKey, GivenValue]): JsonValue => ({
    key,
    value: maskSetting(value, key),
    source: origin.source,
  });
  return new ConfigurationException(`${name(left)} contradicts ${name(right)}: ${problem}`, {
    hint,
    details: { settings: [fact(left), fact(right)] },
  });
}

/** An entry of `databases` whose own keep_min and max_backup_files, or the common ones, cannot both hold. */
export function contradictoryEntry(
  database: string,
  { keep_min: keepMin, max_backup_files: maxBackupFiles }: RetentionValues,
  { source }: Origin,
): ConfigurationException {
  const numbers = `keep_min ${String(keepMin)} and max_backup_files ${String(maxBackupFiles)}`;
  return new ConfigurationException(
    `databases: ${database} has ${numbers}: more must stay than may be there (${source})`,
    {
      hint: 'Make its keep_min at most max_backup_files; what it does not set is the same for all databases.',
      details: { key: 'databases', database, keep_min: keepMin, max_backup_files: maxBackupFiles, source },
    },
  );
}

/** A key nobody knows. Its value is not repeated: it might be a secret meant for somebody else. */
export function unknownKey(key: string, source: string): ConfigurationException {
  const meant = nearestName(key, SETTING_KEYS);
  return new ConfigurationException(`${key}: there is no such setting (${source})`, {
    hint: meant === undefined ? `The settings are: ${SETTING_KEYS.join(', ')}.` : `Did you mean ${meant}?`,
    details: { key, source },
  });
}

function shown(key: string, value: unknown): string {
  const text = JSON.stringify(maskSetting(value, key));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
