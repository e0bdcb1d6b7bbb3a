/** Three results, never a false ok: what could not be found out is inconclusive, with its reason. */
export const CHECK_RESULTS = ['ok', 'failed', 'inconclusive'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/**
 * What is proved, each level including the one before:
 * `checksum`: the manifest's digest, the stored bytes, the decompressed bytes and both lengths;
 * `quick`: SQLite's `quick_check` of the decompressed database;
 * `full`: `integrity_check`, `foreign_key_check` and the integrity check of every FTS5 table.
 */
export const VERIFICATION_LEVELS = ['checksum', 'quick', 'full'] as const;
export type VerificationLevel = (typeof VERIFICATION_LEVELS)[number];

/** A level at which SQLite itself looks at the content. */
export type ContentLevel = Exclude<VerificationLevel, 'checksum'>;

/** One thing that was looked at and what came of it. */
export interface Check {
  readonly name: string;
  readonly result: CheckResult;
  readonly detail: string;
}

/** A verification as it is kept on record. */
export interface Verification {
  readonly at: Date;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly detail: string;
  readonly durationMs: number;
}

/** The verdict over several checks: one failure fails, else one open question leaves it open. No check proves nothing. */
export function overallResult(checks: readonly Check[]): CheckResult {
  if (checks.some(({ result }) => result === 'failed')) return 'failed';
  if (checks.length === 0 || checks.some(({ result }) => result === 'inconclusive')) return 'inconclusive';
  return 'ok';
}

/** The checks that decided the verdict in one line, or what was proved when all are ok. */
export function summarize(checks: readonly Check[]): string {
  const result = overallResult(checks);
  const deciding = checks.filter((check) => check.result === result);
  if (result === 'ok') return deciding.map(({ name }) => name).join(', ');
  return deciding.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
}
