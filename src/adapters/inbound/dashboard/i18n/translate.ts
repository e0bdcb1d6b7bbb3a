/** A text, or one text per plural category of `{count}`. */
export type Template = string | PluralTemplate;

type PluralTemplate = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

export type Areas = Readonly<Record<string, Readonly<Record<string, Template>>>>;

export type Translated<M extends Areas> = {
  readonly [A in keyof M]: {
    readonly [K in keyof M[A]]: M[A][K] extends string ? string : PluralTemplate;
  };
};

export type TextKey<M extends Areas> = {
  [A in keyof M & string]: `${A}.${keyof M[A] & string}`;
}[keyof M & string];

type TemplateAt<M extends Areas, K extends string> = K extends `${infer A}.${infer N}`
  ? M[A] extends Readonly<Record<string, Template>>
    ? M[A][N]
    : never
  : never;

type NamesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesOf<T> = T extends string ? NamesIn<T> : 'count' | NamesIn<T[keyof T]>;

export type ParametersOf<M extends Areas, K extends string, Value> = {
  readonly [Name in NamesOf<TemplateAt<M, K>>]: Name extends 'count' ? number : Value;
};

export type Part = { readonly text: string } | { readonly place: string };

const PLACE = /\{(\w+)\}/g;

export function templateOf(template: Template, locale: string, count: number | undefined): string {
  if (typeof template === 'string') return template;
  return template[new Intl.PluralRules(locale).select(count ?? 0)] ?? template.other;
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
