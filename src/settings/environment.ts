import { isDeepStrictEqual } from 'node:util';
import type { GivenValue, Layer } from './layer.ts';
import { checkText } from './merge-settings.ts';
import { SETTING_KEYS, type SettingKey } from './setting-definitions.ts';
import { contradiction } from './setting-problem.ts';

const PREFIX = 'BACKUP_';

/** Additional names of the user guide. */
const ALIAS_OF: Readonly<Partial<Record<SettingKey, string>>> = {
  compress_backups: 'BACKUP_COMPRESS',
  max_backup_size_mb: 'BACKUP_MAX_SIZE_MB',
};

/** `BACKUP_` and the key in capitals, without a doubled prefix; then the guide's alias. */
export function environmentNames(key: SettingKey): readonly string[] {
  const capitals = key.toUpperCase();
  const name = capitals.startsWith(PREFIX) ? capitals : `${PREFIX}${capitals}`;
  const alias = ALIAS_OF[key];
  return alias === undefined ? [name] : [name, alias];
}

/**
 * Unknown variables are ignored: other software also uses BACKUP_ as prefix.
 *
 * @param cwd absolute base of relative paths
 * @throws ConfigurationException a value is wrong, or two variables of a key disagree
 */
export function readEnvironment(env: NodeJS.ProcessEnv, cwd: string): Layer {
  const layer = new Map<SettingKey, GivenValue>();
  for (const key of SETTING_KEYS) {
    const given = givenIn(env, cwd, key);
    if (given !== undefined) layer.set(key, given);
  }
  return layer;
}

function givenIn(env: NodeJS.ProcessEnv, cwd: string, key: SettingKey): GivenValue | undefined {
  const [first, second] = environmentNames(key).flatMap((name) => {
    const text = env[name];
    const origin = { source: `environment variable ${name}`, baseDirectory: cwd };
    return text === undefined ? [] : [checkText(key, text, origin)];
  });
  if (first !== undefined && second !== undefined && !isDeepStrictEqual(first.value, second.value)) {
    throw contradiction(
      [key, first],
      [key, second],
      'both set the same setting',
      'Unset one of the two variables.',
    );
  }
  return first;
}
