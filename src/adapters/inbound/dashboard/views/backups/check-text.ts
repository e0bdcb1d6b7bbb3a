import { NOTE_MARK, notesIn } from '../../../../../domain/verification/verification.ts';
import { formatBytes } from '../../i18n/format.ts';
import { isKey, t, type Key } from '../../i18n/t.ts';

/** What a check looked at, in the page's words; `undefined` for one that only the service knows. */
export function checkName(name: string): string | undefined {
  const key = `backups.found_${name}`;
  return isKey(key) ? t(key as Key & 'backups.found_manifest') : undefined;
}

/** What it found; of sizes the service gives the bare number. */
export function checkDetail(name: string, detail: string): string {
  return name.endsWith('_bytes') && /^\d+$/.test(detail) ? formatBytes(Number(detail)) : detail;
}

/**
 * Of a verification that was ok the service names what was looked at: in the page's words, if it knows all. Behind
 * that it gives notes, in its own words.
 */
export function checkNames(detail: string): { readonly names: string; readonly notes: string } | undefined {
  const [summary = ''] = detail.split(NOTE_MARK);
  const names = summary.split(', ').map(checkName);
  return names.includes(undefined) ? undefined : { names: names.join(' · '), notes: notesIn(detail) };
}
