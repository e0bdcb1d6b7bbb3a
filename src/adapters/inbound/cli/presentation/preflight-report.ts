import type { PreflightReport } from '../../../../application/run-preflight.ts';
import { MARK_OF } from './quantities.ts';
import { printable } from './printable.ts';

export function preflightDocument(report: PreflightReport): object {
  return {
    result: report.result,
    findings: report.findings.map(({ name, subject, result, detail, hint }) => ({
      name,
      subject: subject ?? null,
      result,
      detail,
      hint,
    })),
  };
}

const CLOSING = {
  ok: 'Ready to back up.',
  warning: 'Backups work; see the warnings.',
  failed: 'A backup would fail or would not be reliable.',
} as const satisfies Record<PreflightReport['result'], string>;

export function preflightText(report: PreflightReport): string {
  const subjects = [...new Set(report.findings.map(({ subject }) => subject))];
  const groups = subjects.map((subject) =>
    [
      printable(subject ?? 'Installation'),
      ...report.findings.filter((finding) => finding.subject === subject).flatMap(findingLines),
    ].join('\n'),
  );
  return [...groups, CLOSING[report.result]].join('\n\n');
}

function findingLines({
  name,
  result,
  detail,
  hint,
}: PreflightReport['findings'][number]): readonly string[] {
  const line = `  ${MARK_OF[result]} ${printable(name)}: ${printable(detail)}`;
  return hint === '' ? [line] : [line, `         hint: ${printable(hint)}`];
}
