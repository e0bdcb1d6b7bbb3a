import type { GivenValue, Origin } from './layer.ts';
import { invalidValue } from './setting-problem.ts';
import { SETTING_DEFINITIONS, type SettingKey } from './settings-schema.ts';

/**
 * A typed value in its one spelling.
 * @throws ConfigurationException when it does not fit the setting
 */
export function checkValue(key: SettingKey, value: unknown, origin: Origin): GivenValue {
  const { format } = SETTING_DEFINITIONS[key];
  const problem = format.problem(value);
  if (problem !== undefined) throw invalidValue(key, { value, origin }, problem);
  return { value: format.canonical === undefined ? value : format.canonical(value), origin };
}

/**
 * The value that a text stands for.
 * @throws ConfigurationException when it stands for none
 */
export function checkText(key: SettingKey, text: string, origin: Origin): GivenValue {
  return checkValue(key, SETTING_DEFINITIONS[key].format.fromText(text), origin);
}
