import type { BackUpAndCleanUpResult } from '../../../../application/back-up-and-clean-up.ts';
import type { CreateBackupResult } from '../../../../application/create-backup.ts';
import { currentAsOf } from '../../../../domain/backup/backup.ts';
import { notesIn } from '../../../../domain/verification/verification.ts';
import { printable } from './printable.ts';
import { formatDuration, formatRatio, formatSize, formatTime } from './quantities.ts';

export { createDocument } from '../../documents/created-backup.ts';

export function createText(created: BackUpAndCleanUpResult): string {
  if (created.unchanged) return unchangedText(created);
  const { backup, manifest, copies, removed, walGrowthBytes = 0 } = created;
  const { frames, pageCount } = manifest;
  // Of changed pages alone the ratio to the whole database says nothing.
  const ratio = frames === undefined ? [formatRatio(manifest.databaseBytes, backup.storedBytes)] : [];
  const form = [manifest.compression, ...ratio, ...(manifest.encryption ? ['encrypted'] : [])];
  const lines = [
    `Backed up ${manifest.database} from ${printable(manifest.sourcePath)}`,
    `  to            ${printable(backup.location)}`,
    `  type          ${created.type}, ${printable(created.reason)}`,
    ...(frames === undefined ? [] : [`  pages         ${String(frames)} of ${String(pageCount)}`]),
    `  size          ${formatSize(backup.storedBytes)} of ${formatSize(manifest.databaseBytes)} (${form.join(', ')})`,
    `  verified      ${verificationText(created)}`,
    `  source check  ${sourceCheck(created)}`,
    `  took          ${formatDuration(manifest.durationMs)} (${manifest.engine}, SQLite ${printable(manifest.sqliteVersion)}, ${manifest.consistency})`,
  ];
  for (const { store, error } of copies.length > 1 ? copies : [])
    lines.push(
      `  copy          ${store}: ${error === undefined ? 'ok' : `FAILED: ${printable(error.message)}`}`,
    );
  if (walGrowthBytes > 0) {
    lines.push(
      `  WAL growth    ${formatSize(walGrowthBytes)}: the WAL of the source could not be reset during the backup`,
    );
  }
  if (backup.state.label !== undefined) lines.push(`  label         ${printable(backup.state.label)}`);
  for (const { filename, reason } of removed) {
    lines.push(`  removed       ${printable(`${filename}  ${reason}`)}`);
  }
  return lines.join('\n');
}

/** The size and the duration of the newest backup would look like those of this run. */
function unchangedText(created: CreateBackupResult): string {
  const { backup, manifest, type } = created;
  return [
    `${manifest.database} is unchanged since ${printable(backup.filename)}: no file was made`,
    `  newest        ${printable(backup.location)} (${type})`,
    `  current as of ${formatTime(currentAsOf(backup))}`,
    `  verified      ${verificationText(created)}`,
  ].join('\n');
}

function verificationText({ backup, verified }: CreateBackupResult): string {
  const latest = backup.state.verifications.at(-1);
  if (latest === undefined) return verified ? 'yes' : 'no: verification is off';
  const shown = latest.result === 'inconclusive' ? backup.state.verifications.slice(-2) : [latest];
  const texts = shown.map(({ level, result, detail }) => `${level} ${result} (${printable(detail)})`);
  return `${verified ? 'yes' : 'no'}: ${texts.join('; ')}`;
}

function sourceCheck({ manifest }: CreateBackupResult): string {
  const { level, result, detail } = manifest.sourceCheck;
  if (level === 'none') return 'off';
  if (result !== 'ok') return `${level} ${result}: ${printable(detail)}`;
  const notes = notesIn(detail);
  return notes === '' ? `${level} ok` : `${level} ok, note: ${printable(notes)}`;
}
