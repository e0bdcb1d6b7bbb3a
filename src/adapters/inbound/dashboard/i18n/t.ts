import { numberFormat } from './format.ts';
import { language } from './language.ts';
import { messages, type Messages } from './messages.ts';
import { fill, templateOf, type Areas, type ParametersOf, type TextKey, type Texts } from './translate.ts';
import { harmlessText } from './visible-text.ts';

export type Key = TextKey<Messages>;
export type Values<K extends Key, Value = string | number> = ParametersOf<Messages, K, Value>;

export type ValuesArgument<K extends Key> = keyof Values<K> extends never ? [] : [values: Values<K>];

/** `t('overview.kept', { count: 48 })` */
export function t<K extends Key>(key: K, ...[values]: ValuesArgument<K>): string {
  const given = (values ?? {}) as Readonly<Record<string, string | number>>;
  return fill(templateFor(key, given['count']), textsOf(given));
}

/** The key itself for an unknown key. */
export function templateFor(key: Key, count: unknown): string {
  const text = textAt(key);
  return text === undefined ? key : templateOf(text[language.value === 'en' ? 0 : 1], count);
}

/** For a key that is built at run time; `undefined` for kinds and rules of a newer service. */
export function knownText(key: string): string | undefined {
  return textAt(key) === undefined ? undefined : t(key as 'common.cancel');
}

function textAt(key: string): Texts[string] | undefined {
  const [area = '', name = ''] = key.split('.', 2);
  const texts = (messages as Areas)[area] ?? {};
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
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
