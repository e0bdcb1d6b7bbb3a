import { numberFormat } from './format.ts';
import { language } from './language.ts';
import { messagesEn, type Messages } from './messages.en.ts';
import { messagesZhCn } from './messages.zh-cn.ts';
import { fill, templateOf, type Areas, type ParametersOf, type Template, type TextKey } from './translate.ts';
import { harmlessText } from './visible-text.ts';

export type Key = TextKey<Messages>;
export type Values<K extends Key, Value = string | number> = ParametersOf<Messages, K, Value>;

export type ValuesArgument<K extends Key> = keyof Values<K> extends never ? [] : [values: Values<K>];

const DICTIONARIES: Readonly<Record<typeof language.value, Areas>> = {
  en: messagesEn,
  'zh-CN': messagesZhCn,
};

/** `t('overview.kept', { count: 48 })` */
export function t<K extends Key>(key: K, ...[values]: ValuesArgument<K>): string {
  const given = (values ?? {}) as Readonly<Record<string, string | number>>;
  return fill(templateFor(key, given['count']), textsOf(given));
}

export function templateFor(key: Key, count: unknown): string {
  const [area = '', name = ''] = key.split('.', 2);
  const template: Template | undefined = DICTIONARIES[language.value][area]?.[name];
  return template === undefined
    ? key
    : templateOf(template, language.value, typeof count === 'number' ? count : undefined);
}

/** False for kinds and rules of a newer service. */
export function isKey(key: string): key is Key {
  const [area = '', name = ''] = key.split('.', 2);
  return Object.hasOwn(messagesEn, area) && Object.hasOwn((messagesEn as Areas)[area] ?? {}, name);
}

function textsOf(values: Readonly<Record<string, string | number>>): Readonly<Record<string, string>> {
  const number = numberFormat({});
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? number.format(value) : harmlessText(value),
    ]),
  );
}

/** "89 verified, 1 missed" */
export function listText(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  return rest.reduce((list, next) => t('overview.listed', { list, next }), first);
}
