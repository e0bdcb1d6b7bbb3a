import { NOTE_MARK, notesIn } from '../../../../../domain/verification/verification.ts';
import type { Backup, VerificationLevel } from '../../api/types.ts';
import { formatBytes } from '../../i18n/format.ts';
import { knownText } from '../../i18n/t.ts';

/** `undefined` for a check that the page does not know. */
export function checkName(name: string): string | undefined {
  return knownText(`backups.found_${name}`);
}

export function checkDetail(name: string, detail: string): string {
  return name.endsWith('_bytes') && /^\d+$/.test(detail) ? formatBytes(Number(detail)) : detail;
}

/** The names of the checks and the notes of a successful verification; `undefined` if a check is unknown. */
export function checkNames(detail: string): { readonly names: string; readonly notes: string } | undefined {
  const [summary = ''] = detail.split(NOTE_MARK);
  const names = summary.split(', ').map(checkName);
  return names.includes(undefined) ? undefined : { names: names.join(' · '), notes: notesIn(detail) };
}

/** Starts with a capital letter and shows the file name instead of the path. */
export function serviceText(words: string, { path, filename }: Pick<Backup, 'path' | 'filename'>): string {
  const text = words.replaceAll(path, filename);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function failureText(detail: string, backup: Pick<Backup, 'path' | 'filename'>): string {
  const [name = '', ...rest] = detail.split(': ');
  const known = rest.length === 0 ? undefined : checkName(name);
  return serviceText(known === undefined ? detail : `${known}: ${rest.join(': ')}`, backup);
}

/** Repeats the verification that failed or was inconclusive, else offers a full one. */
export function firstLevel({
  damage_kind: damageKind,
  proof,
}: Pick<Backup, 'damage_kind' | 'proof'>): VerificationLevel {
  // Every level compares the size first.
  if (damageKind === 'size_differs') return 'checksum';
  return proof === null || proof.result === 'ok' ? 'full' : proof.level;
}
