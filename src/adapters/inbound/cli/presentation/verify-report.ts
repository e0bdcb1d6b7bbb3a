import type { VerifyBackupResult } from '../../../../application/verify-backup.ts';
import { printable } from './printable.ts';
import { formatDuration } from './quantities.ts';

export function verifyDocument(verified: VerifyBackupResult): object {
  return {
    filename: verified.filename,
    level: verified.level,
    result: verified.result,
    checks: verified.checks.map(({ name, result, detail }) => ({ name, result, detail })),
    duration_ms: verified.durationMs,
  };
}

export function verifyText(verified: VerifyBackupResult): string {
  const head = `${printable(verified.filename)}: ${verified.result} (${verified.level}, ${formatDuration(verified.durationMs)})`;
  const checks = verified.checks.map(
    ({ name, result, detail }) => `  ${result.padEnd(12)}  ${printable(name)}: ${printable(detail)}`,
  );
  return [head, ...checks].join('\n');
}
