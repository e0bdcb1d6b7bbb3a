import type { Check, CheckResult, VerificationLevel } from '../domain/verification/verification.ts';

export interface VerifyBackupCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  readonly level: VerificationLevel;
}

export interface VerifyBackupResult {
  readonly filename: string;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly checks: readonly Check[];
  readonly durationMs: number;
}
