import { Fragment, type ComponentChildren } from 'preact';
import { formatNumber } from '../i18n/format.ts';
import { templateFor, type Key, type Values } from '../i18n/t.ts';
import { partsOf } from '../i18n/translate.ts';

interface RichTextProps<K extends Key> {
  readonly text: K;
  readonly values: Values<K, ComponentChildren>;
}

/** A text with elements as values; each language decides their order. */
export function RichText<K extends Key>({ text, values }: RichTextProps<K>) {
  const given = values as Readonly<Record<string, ComponentChildren>>;
  const children = partsOf(templateFor(text, given['count'])).map((part) => {
    if ('text' in part) return part.text;
    const value = given[part.place];
    return typeof value === 'number' ? formatNumber(value) : value;
  });
  return (
    <>
      {children.map((child, index) => (
        <Fragment key={index}>{child}</Fragment>
      ))}
    </>
  );
}
