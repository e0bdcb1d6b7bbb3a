import convict from 'convict';
import type { GivenValue, Layer, Origin } from './layer.ts';
import { SETTING_DEFINITIONS, SETTING_KEYS, type SettingKey, type SettingValues } from './settings-schema.ts';

/** The settings in force, each with where it came from. */
export interface MergedSettings {
  readonly values: SettingValues;
  readonly originOf: Readonly<Record<SettingKey, Origin>>;
  /** Which layer a value is from: 0 the defaults, each later layer one more. */
  readonly rankOf: Readonly<Record<SettingKey, number>>;
}

/**
 * Lays the layers over the defaults, the last one on top.
 *
 * @param defaultsBase absolute directory that relative default paths are relative to
 */
export function mergeSettings(layers: readonly Layer[], defaultsBase: string): MergedSettings {
  const given = new Map<SettingKey, GivenValue>(layers.flatMap((layer) => [...layer]));
  // Without args and env of its own, convict would read the process's.
  const configuration = convict<SettingValues>(convictSchema(), { args: [], env: {} });
  configuration.load(Object.fromEntries([...given].map(([key, { value }]) => [key, value])));
  configuration.validate({ allowed: 'strict' });
  const defaultOrigin = { source: 'default', baseDirectory: defaultsBase };
  const origins = SETTING_KEYS.map((key) => [key, given.get(key)?.origin ?? defaultOrigin]);
  const rankOf = (key: SettingKey): number => layers.findLastIndex((layer) => layer.has(key)) + 1;
  return {
    values: configuration.getProperties(),
    originOf: Object.fromEntries(origins) as Record<SettingKey, Origin>,
    rankOf: Object.fromEntries(SETTING_KEYS.map((key) => [key, rankOf(key)])) as Record<SettingKey, number>,
  };
}

function convictSchema(): convict.Schema<SettingValues> {
  const entries = SETTING_KEYS.map((key) => {
    const { doc, default: defaultValue, format } = SETTING_DEFINITIONS[key];
    const refuse = (value: unknown): void => {
      const problem = format.problem(value);
      if (problem !== undefined) throw new Error(problem);
    };
    return [key, { doc, default: defaultValue, format: refuse }];
  });
  return Object.fromEntries(entries) as convict.Schema<SettingValues>;
}
