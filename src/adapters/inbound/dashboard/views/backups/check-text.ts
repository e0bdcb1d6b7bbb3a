import { NOTE_MARK, notesIn } from '../../../../../domain/verification/verification.ts';
import type { Backup, VerificationLevel } from '../../api/types.ts';
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

/** Words of the service about a backup: upper case at the start, the file by its name instead of its place. */
export function serviceText(words: string, { path, filename }: Pick<Backup, 'path' | 'filename'>): string {
  const text = words.replaceAll(path, filename);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a check that failed found: the check in the page's words, then the service's own. */
export function failureText(detail: string, backup: Pick<Backup, 'path' | 'filename'>): string {
  const [name = '', ...rest] = detail.split(': ');
  const known = rest.length === 0 ? undefined : checkName(name);
  return serviceText(known === undefined ? detail : `${known}: ${rest.join(': ')}`, backup);
}

/** The level that a check of a backup begins with: what found damage, or found out nothing, is done again. */
export function firstLevel({
  damage_kind: damageKind,
  proof,
}: Pick<Backup, 'damage_kind' | 'proof'>): VerificationLevel {
  // Every level begins with the size: the cheapest finds it.
  if (damageKind === 'size_differs') return 'checksum';
  return proof === null || proof.result === 'ok' ? 'full' : proof.level;
}
