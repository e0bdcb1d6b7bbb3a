import type { GivenValue, Layer } from './layer.ts';
import { checkText, checkValue } from './merge-settings.ts';
import { isSettingKey, type SettingKey } from './setting-definitions.ts';
import { unknownKey } from './setting-problem.ts';

/** From a flag or the embedding application. */
export interface SettingOverride {
  readonly value: unknown;
  /** E.g. `flag --keep-days`. */
  readonly source: string;
}

/**
 * A text is parsed like one from the environment; `undefined` sets nothing.
 *
 * @param cwd absolute base of relative paths
 * @throws ConfigurationException a key is unknown or a value is wrong
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
