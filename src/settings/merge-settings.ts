import convict from 'convict';
import type { GivenValue, Layer, MergedSettings, Origin } from './layer.ts';
import {
  SETTING_DEFINITIONS,
  SETTING_KEYS,
  type SettingKey,
  type SettingValues,
} from './setting-definitions.ts';
import { invalidValue } from './setting-problem.ts';
import { problemOf, valueFromText } from './value-schemas.ts';

/**
 * The parsed value of a setting.
 * @throws ConfigurationException it does not match the schema
 */
export function checkValue(key: SettingKey, value: unknown, origin: Origin): GivenValue {
  const { schema } = SETTING_DEFINITIONS[key];
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, origin };
  throw invalidValue(key, { value, origin }, problemOf(schema, value, parsed.error));
}

/** Like `checkValue`, for a text from the environment or a flag. */
export function checkText(key: SettingKey, text: string, origin: Origin): GivenValue {
  return checkValue(key, valueFromText(SETTING_DEFINITIONS[key].schema, text), origin);
}

/**
 * Applies the layers to the defaults; a later layer overrides.
 * @param defaultsBase absolute base of relative default paths
 */
export function mergeSettings(layers: readonly Layer[], defaultsBase: string): MergedSettings {
  // Without its own args and env, convict would read those of the process.
  const configuration = convict<SettingValues>(convictSchema(), { args: [], env: {} });
  const originOf = byKey((): Origin => ({ source: 'default', baseDirectory: defaultsBase }));
  for (const layer of layers) {
    configuration.load(Object.fromEntries([...layer].map(([key, { value }]) => [key, value])));
    for (const [key, { origin }] of layer) originOf[key] = origin;
  }
  return {
    values: configuration.getProperties(),
    originOf,
    rankOf: byKey((key) => layers.findLastIndex((layer) => layer.has(key)) + 1),
  };
}

/** Without formats: every value was checked when its layer was read. */
function convictSchema(): convict.Schema<SettingValues> {
  return byKey((key) => {
    const { doc, default: defaultValue } = SETTING_DEFINITIONS[key];
    return { doc, default: defaultValue, format: '*' };
  }) as convict.Schema<SettingValues>;
}

function byKey<T>(valueOf: (key: SettingKey) => T): Record<SettingKey, T> {
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, valueOf(key)])) as Record<SettingKey, T>;
}
