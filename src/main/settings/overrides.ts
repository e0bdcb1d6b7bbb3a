import { checkText, checkValue } from './check-value.ts';
import type { GivenValue, Layer } from './layer.ts';
import { unknownKey } from './setting-problem.ts';
import { isSettingKey, type SettingKey } from './settings-schema.ts';

/** A value from a flag or from the embedding application; `source` in words, e.g. `flag --keep-days`. */
export interface SettingOverride {
  readonly value: unknown;
  readonly source: string;
}

/**
 * What flags or an embedding application set. A text is read as strictly as one from the environment; a value
 * that is `undefined` sets nothing.
 *
 * @param cwd absolute; relative paths among the values are relative to it
 * @throws ConfigurationException when a key is unknown or a value is wrong
 */
export function readOverrides(overrides: Readonly<Record<string, SettingOverride>>, cwd: string): Layer {
  const layer = new Map<SettingKey, GivenValue>();
  for (const [key, { value, source }] of Object.entries(overrides)) {
    if (!isSettingKey(key)) throw unknownKey(key, source);
    if (value === undefined) continue;
    const origin = { source, baseDirectory: cwd };
    layer.set(
      key,
      typeof value === 'string' ? checkText(key, value, origin) : checkValue(key, value, origin),
    );
  }
  return layer;
}
