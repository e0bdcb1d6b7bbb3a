import type { RestorePlan } from '../../../../application/plan-restore.ts';
import { closureOf } from '../../../../domain/backup/chain.ts';
import { printable } from './printable.ts';
import { formatSize, formatTime } from './quantities.ts';
import { storesText } from './restore-report.ts';

export { planDocument } from '../../documents/restore.ts';

export function planText(plan: RestorePlan): string {
  return [
    `Would restore ${printable(plan.backup.filename)}, created ${formatTime(plan.backup.createdAt)}`,
    `  verified  ${verificationLine(plan)}`,
    ...readsLines(plan),
    `  store     ${storesText(plan)}`,
    ...skippedLines(plan),
    `  to        ${printable(plan.restoredTo)}, ${plan.exists ? 'which exists' : 'which does not exist yet'}`,
    `  method    ${plan.method === 'sqlite' ? 'through SQLite' : 'replace the file'}: ${printable(plan.reason)}`,
    `  space     ${formatSize(plan.neededBytes)} needed, ${plan.freeBytes === undefined ? 'free space unknown' : `${formatSize(plan.freeBytes)} free`}`,
    `  in use    ${holdersLine(plan)}`,
    `  safety    ${safetyLine(plan)}`,
    'Nothing was changed.',
  ].join('\n');
}

function verificationLine({ verified, verification }: RestorePlan): string {
  if (verification === undefined) return 'no: it was never verified';
  const { level, result, at } = verification;
  return `${verified ? 'yes' : 'no'}: ${level} ${result} at ${formatTime(at)}`;
}

/** Of a diff or incr. */
function readsLines({ backup }: RestorePlan): readonly string[] {
  const files = closureOf(backup);
  if (files.length === 1) return [];
  const bytes = files.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const names = files.map(({ filename }) => printable(filename)).join(', ');
  return [`  reads     ${String(files.length)} files, ${formatSize(bytes)}: ${names}`];
}

function skippedLines({ passedOver, futureDated }: RestorePlan): readonly string[] {
  return [
    ...futureDated.map(({ filename }) => `  skipped   ${printable(filename)} is dated in the future`),
    ...(passedOver === undefined
      ? []
      : [`  skipped   ${printable(passedOver.filename)} is newer but not verified`]),
  ];
}

function holdersLine({ holders }: RestorePlan): string {
  if (holders.length === 0) return 'by no visible process';
  return holders
    .map(
      ({ pid, command, lock }) =>
        `by ${printable(command)} (pid ${String(pid)}), for ${lock === 'write' ? 'writing' : 'reading'}`,
    )
    .join('; ');
}

function safetyLine({ safetyBackup, exists }: RestorePlan): string {
  if (safetyBackup !== undefined) {
    return `a pinned backup of the present database, labelled "${printable(safetyBackup.label)}", at most ${formatSize(safetyBackup.neededBytes)}`;
  }
  return exists ? 'no backup of the existing file: --force replaces it' : 'not needed';
}
