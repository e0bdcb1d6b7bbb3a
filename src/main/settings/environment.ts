import { isDeepStrictEqual } from 'node:util';
import { checkText } from './check-value.ts';
import type { GivenValue, Layer } from './layer.ts';
import { contradiction } from './setting-problem.ts';
import { SETTING_KEYS, type SettingKey } from './settings-schema.ts';

const PREFIX = 'BACKUP_';

/** Names that the guide promises besides those made by the rule. */
const ALIAS_OF: Readonly<Partial<Record<SettingKey, string>>> = {
  compress_backups: 'BACKUP_COMPRESS',
  max_backup_size_mb: 'BACKUP_MAX_SIZE_MB',
};

/** The variables that set a key: `BACKUP_` and the key in capitals, the prefix not doubled; then the guide's alias. */
export function environmentNames(key: SettingKey): readonly string[] {
  const capitals = key.toUpperCase();
  const name = capitals.startsWith(PREFIX) ? capitals : `${PREFIX}${capitals}`;
  const alias = ALIAS_OF[key];
  return alias === undefined ? [name] : [name, alias];
}

/**
 * What the environment sets. Other software has variables that begin with BACKUP_ too: unknown ones are not ours.
 *
 * @param cwd absolute; relative paths in the environment are relative to it
 * @throws ConfigurationException when a value is wrong, or a key's two variables disagree
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
      'they set the same thing',
      'Unset one of the two variables.',
    );
  }
  return first;
}
