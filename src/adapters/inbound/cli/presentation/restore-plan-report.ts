import type { RestorePlan } from '../../../../application/plan-restore.ts';
import { printable } from './printable.ts';
import { formatMoment, formatSize } from './quantities.ts';

export { planDocument } from '../../../../application/documents/restore-plan-document.ts';

export function planText(plan: RestorePlan): string {
  return [
    `Would restore ${printable(plan.backup.filename)}, made ${formatMoment(plan.backup.createdAt)}`,
    `  proof   ${proofLine(plan)}`,
    ...passedOverLines(plan),
    `  to      ${printable(plan.restoredTo)}, ${plan.exists ? 'which exists' : 'where nothing is yet'}`,
    `  how     ${plan.method === 'sqlite' ? 'through SQLite' : 'by file'}: ${printable(plan.reason)}`,
    `  room    ${formatSize(plan.neededBytes)} needed there, ${plan.freeBytes === undefined ? 'free room unknown' : `${formatSize(plan.freeBytes)} free`}`,
    `  held    ${holdersLine(plan)}`,
    `  before  ${safetyLine(plan)}`,
    'Nothing was changed.',
  ].join('\n');
}

function proofLine({ verified, verification: proof }: RestorePlan): string {
  if (proof === undefined) return 'none: it was never verified';
  const what = `${proof.level} ${proof.result} at ${formatMoment(proof.at)}`;
  return verified ? `verified, ${what}` : `not verified, ${what}`;
}

function passedOverLines({ passedOver, futureDated }: RestorePlan): readonly string[] {
  return [
    ...futureDated.map(
      ({ filename }) => `  future  ${printable(filename)} is dated in the future and is passed over`,
    ),
    ...(passedOver === undefined
      ? []
      : [`  newer   ${printable(passedOver.filename)} is not verified and is passed over`]),
  ];
}

function holdersLine({ holders }: RestorePlan): string {
  if (holders.length === 0) return 'by nobody that can be seen';
  return holders
    .map(
      ({ pid, command, lock }) =>
        `by ${printable(command)} (pid ${String(pid)}), for ${lock === 'write' ? 'writing' : 'reading'}`,
    )
    .join('; ');
}

function safetyLine({ safetyBackup, exists }: RestorePlan): string {
  if (safetyBackup !== undefined) {
    return `a pinned backup of what is there, labelled "${printable(safetyBackup.label)}", ${formatSize(safetyBackup.neededBytes)} at the most`;
  }
  return exists ? 'no backup of what is there: --force replaces it' : 'nothing to keep';
}
