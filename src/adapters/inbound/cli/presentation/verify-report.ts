import type { VerifyBackupResult } from '../../../../application/verify-backup.ts';
import { CHECK_RESULTS } from '../../../../domain/verification/verification.ts';
import { printable } from './printable.ts';
import { formatDuration } from './quantities.ts';

export { verifyDocument } from '../../../../application/documents/verification-document.ts';

export function verifyText(verified: VerifyBackupResult): string {
  return [headLine(verified), ...checkLines(verified)].join('\n');
}

/** One of many: what is well takes one line. */
export function verifyProgressText(verified: VerifyBackupResult, done: number, total: number): string {
  const head = `${String(done)}/${String(total)}  ${headLine(verified)}`;
  return verified.result === 'ok' ? head : [head, ...checkLines(verified)].join('\n');
}

export function verifyTotalsText(results: readonly VerifyBackupResult[]): string {
  return CHECK_RESULTS.map((result) => {
    const count = results.filter((verified) => verified.result === result).length;
    return `${String(count)} ${result}`;
  }).join(', ');
}

function headLine({ filename, result, level, durationMs }: VerifyBackupResult): string {
  return `${printable(filename)}: ${result} (${level}, ${formatDuration(durationMs)})`;
}

function checkLines({ checks }: VerifyBackupResult): readonly string[] {
  return checks.map(
    ({ name, result, detail }) => `  ${result.padEnd(12)}  ${printable(name)}: ${printable(detail)}`,
  );
}
