import type { JsonValue } from '../domain/exceptions/backup-manager-exception.ts';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { RetentionValues } from './database-entry.ts';
import type { GivenValue, Origin } from './layer.ts';
import { maskSetting } from './mask-setting.ts';
import { nearestName } from './nearest-name.ts';
import { SETTING_DEFINITIONS, SETTING_KEYS, type SettingKey } from './setting-definitions.ts';

const MAX_SHOWN = 200;

/** @param problem in words that follow the key */
export function invalidValue(key: SettingKey, given: GivenValue, problem: string): ConfigurationException {
  const { value, origin } = given;
  return new ConfigurationException(`${key}: ${problem}; found ${shown(key, value)} (${origin.source})`, {
    hint: `Correct the value, or remove ${key} to use its default, ${JSON.stringify(SETTING_DEFINITIONS[key].default)}.`,
    details: { key, value: maskSetting(value, key), source: origin.source },
  });
}

/** Two values that exclude each other. */
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

/** An entry of `databases` whose effective keep_min exceeds max_backup_files. */
export function contradictoryEntry(
  key: 'databases' | 'stores',
  name: string,
  { keep_min: keepMin, max_backup_files: maxBackupFiles }: RetentionValues,
  { source }: Origin,
): ConfigurationException {
  const numbers = `keep_min ${String(keepMin)} and max_backup_files ${String(maxBackupFiles)}`;
  return new ConfigurationException(
    `${key}: ${name} has ${numbers}: keep_min must not be larger (${source})`,
    {
      hint: 'Make its keep_min at most max_backup_files. Keys that it does not set have the common values.',
      details: {
        key,
        [key === 'databases' ? 'database' : 'store']: name,
        keep_min: keepMin,
        max_backup_files: maxBackupFiles,
        source,
      },
    },
  );
}

/** Without the value, which may be a secret of other software. */
export function unknownKey(key: string, source: string): ConfigurationException {
  const nearest = nearestName(key, SETTING_KEYS);
  return new ConfigurationException(`${key}: there is no such setting (${source})`, {
    hint:
      nearest === undefined ? `The settings are: ${SETTING_KEYS.join(', ')}.` : `Did you mean ${nearest}?`,
    details: { key, source },
  });
}

function shown(key: string, value: unknown): string {
  const text = JSON.stringify(maskSetting(value, key));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
