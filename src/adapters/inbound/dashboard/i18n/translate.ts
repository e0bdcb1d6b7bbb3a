/** A text, or its forms for one and for any other `{count}`. */
export type Template = string | PluralTemplate;

interface PluralTemplate {
  readonly one: string;
  readonly other: string;
}

/** By name, in English and in Chinese, which has no plural forms. */
export type Texts = Readonly<Record<string, readonly [english: Template, chinese: string]>>;

export type Areas = Readonly<Record<string, Texts>>;

export type TextKey<M extends Areas> = {
  [A in keyof M & string]: `${A}.${keyof M[A] & string}`;
}[keyof M & string];

type EnglishAt<M extends Areas, K extends string> = K extends `${infer A}.${infer N}`
  ? M[A] extends Texts
    ? M[A][N][0]
    : never
  : never;

type NamesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesOf<T> = T extends string ? NamesIn<T> : 'count' | NamesIn<T[keyof T]>;

export type ParametersOf<M extends Areas, K extends string, Value> = {
  readonly [Name in NamesOf<EnglishAt<M, K>>]: Name extends 'count' ? number : Value;
};

export type Part = { readonly text: string } | { readonly place: string };

const PLACE = /\{(\w+)\}/g;

export function templateOf(template: Template, count: unknown): string {
  if (typeof template === 'string') return template;
  return count === 1 ? template.one : template.other;
}

export function partsOf(template: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACE)) {
    if (match.index > end) parts.push({ text: template.slice(end, match.index) });
    parts.push({ place: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ text: template.slice(end) });
  return parts;
}

/** Inserts values as text, never as markup. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return partsOf(template)
    .map((part) => ('text' in part ? part.text : (values[part.place] ?? `{${part.place}}`)))
    .join('');
}
