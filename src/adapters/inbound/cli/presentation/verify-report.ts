import type { VerifyBackupResult } from '../../../../application/verify-backup.ts';
import { CHECK_RESULTS, type Check } from '../../../../domain/verification/verification.ts';
import { printable } from './printable.ts';
import { formatDuration } from './quantities.ts';

export { verifyDocument } from '../../documents/verification.ts';

export function verifyText(verified: VerifyBackupResult): string {
  return [headLine(verified), ...verified.checks.map(checkLine)].join('\n');
}

/** One line for an ok backup, plus one for each check with a note. */
export function verifyProgressText(verified: VerifyBackupResult, done: number, total: number): string {
  const head = `${String(done)}/${String(total)}  ${headLine(verified)}`;
  const { checks, result } = verified;
  const shown = result === 'ok' ? checks.filter(({ noteCount = 0 }) => noteCount > 0) : checks;
  return [head, ...shown.map(checkLine)].join('\n');
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

function checkLine({ name, result, detail }: Check): string {
  return `  ${result.padEnd(12)}  ${printable(name)}: ${printable(detail)}`;
}
