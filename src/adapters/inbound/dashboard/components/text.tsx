import { hashOf } from '../state/route.ts';
import { Fragment, type ComponentChildren } from 'preact';
import {
  formatAbsolute,
  formatBytes,
  formatBytesExactly,
  formatExact,
  formatNumber,
  formatRelative,
} from '../i18n/format.ts';
import { templateFor, type Key, type Values } from '../i18n/t.ts';
import { partsOf } from '../i18n/translate.ts';
import { harmlessText } from '../i18n/visible-text.ts';
import { now } from '../state/clock-tick.ts';

interface NameProps {
  readonly children: string;
  /** Messages of the service are always English. */
  readonly lang?: 'en';
  readonly class?: string;
}

/** Foreign text (a name, a label, an error), isolated from the text around it. */
export function Name({ children, lang, class: className = '' }: NameProps) {
  return (
    <bdi class={`name ${className}`} {...(lang !== undefined && { lang })}>
      {harmlessText(children)}
    </bdi>
  );
}

/** The store of a copy, unless it is the backup directory. */
export function StoreName({ store }: { readonly store: string }) {
  if (store === 'local') return null;
  return (
    <span class="quiet small">
      {' · '}
      <Name>{store}</Name>
    </span>
  );
}

interface TimeProps {
  /** ISO 8601. */
  readonly at: string;
  /** The tooltip shows seconds and zone. */
  readonly form?: 'relative' | 'absolute';
  readonly timeZone?: string;
}

export function Time({ at, form = 'relative', timeZone }: TimeProps) {
  const date = new Date(at);
  const text = form === 'relative' ? formatRelative(date, now.value) : formatAbsolute(date, timeZone);
  return (
    <time dateTime={at} title={formatExact(date, timeZone)}>
      {text}
    </time>
  );
}

export function Bytes({ value }: { readonly value: number }) {
  return (
    <data class="number" value={String(value)} title={formatBytesExactly(value)}>
      {formatBytes(value)}
    </data>
  );
}

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

/** An English message of the service. */
export function ServiceNote({ children }: { readonly children: string }) {
  return (
    <p class="quiet small">
      <Name lang="en">{children}</Name>
    </p>
  );
}

export function BackupLink({ filename }: { readonly filename: string }) {
  return (
    <a href={hashOf('backups', filename)}>
      <Name>{filename}</Name>
    </a>
  );
}
