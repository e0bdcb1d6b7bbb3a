/** Never a false ok: an open question is inconclusive, with its reason. */
export const CHECK_RESULTS = ['ok', 'failed', 'inconclusive'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/**
 * Each level includes the one before:
 * `checksum`: the manifest's digest, the stored bytes, the decompressed bytes and both lengths; of a delta its own file,
 * each of its frames and the links of its chain;
 * `quick`: SQLite's `quick_check` of the decompressed database; that of a delta is rebuilt from its chain;
 * `full`: `integrity_check`, `foreign_key_check` and the integrity check of every FTS5 table;
 * `drill`: a real restore into scratch, all of that through the restored file, and the user's assertions.
 */
export const VERIFICATION_LEVELS = ['checksum', 'quick', 'full', 'drill'] as const;
export type VerificationLevel = (typeof VERIFICATION_LEVELS)[number];

/** The levels of an artifact that is no backup yet: a drill needs a backup. */
export const ARTIFACT_LEVELS = ['checksum', 'quick', 'full'] as const;
export type ArtifactLevel = (typeof ARTIFACT_LEVELS)[number];

/** A level at which SQLite reads the content of a database file. */
export type ContentLevel = Exclude<ArtifactLevel, 'checksum'>;

export interface Check {
  readonly name: string;
  readonly result: CheckResult;
  readonly detail: string;
  /**
   * Findings about content that SQLite allows; `detail` names them, and no check fails by them. Absent: none.
   */
  readonly noteCount?: number;
}

export interface Verification {
  readonly at: Date;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly detail: string;
  readonly durationMs: number;
  /** Restore time of a drill, from the stored file to a durable, verified database. */
  readonly restoreMs?: number;
}

/** One failure fails, else one inconclusive check leaves it inconclusive. No check is inconclusive. */
export function overallResult(checks: readonly Check[]): CheckResult {
  if (checks.some(({ result }) => result === 'failed')) return 'failed';
  if (checks.length === 0 || checks.some(({ result }) => result === 'inconclusive')) return 'inconclusive';
  return 'ok';
}

/** The checks of level `checksum`, in order. */
export const CHECKSUM_CHECKS = [
  'stored_bytes',
  'stored_sha256',
  'database_bytes',
  'database_sha256',
] as const;

/** The checks of the stored file, which need no key. */
const STORED_CHECKS: readonly string[] = CHECKSUM_CHECKS.slice(0, 2);

/** The check of the frames in a delta. */
export const FRAMES_CHECK = 'frames';

/** The check of the backups below a delta. */
export const CHAIN_CHECK = 'chain';

/**
 * What the checks say about the backup's own file: damage below it is no damage of this file. It is healed where it is,
 * and the list names it.
 */
export function ofOwnFile(checks: readonly Check[]): readonly Check[] {
  return checks.map((check) =>
    check.name === CHAIN_CHECK && check.result === 'failed' ? { ...check, result: 'inconclusive' } : check,
  );
}

/**
 * The verifications to record. If the requested level was inconclusive, the lower level that was reached is
 * recorded first: a stricter level must never leave a backup with less. The record of an encrypted backup shows nothing
 * of its content.
 */
export function verificationsOf(
  checks: readonly Check[],
  requested: Omit<Verification, 'result' | 'detail'>,
  backup: { readonly isEncrypted: boolean },
): readonly Verification[] {
  const result = overallResult(checks);
  const detailOf = backup.isEncrypted ? summarizeWithoutContent : summarize;
  const verification = { ...requested, result, detail: detailOf(checks) };
  const reached = result === 'inconclusive' ? reachedLevel(checks) : undefined;
  if (reached === undefined) return [verification];
  const { at, durationMs } = requested;
  const detail = detailOf(reached.checks);
  return [{ at, level: reached.level, result: 'ok', detail, durationMs }, verification];
}

interface ReachedLevel {
  readonly level: 'checksum' | 'quick';
  readonly checks: readonly Check[];
}

function reachedLevel(checks: readonly Check[]): ReachedLevel | undefined {
  const ok = checks.filter(({ result }) => result === 'ok');
  const named = (names: readonly string[]): readonly Check[] => ok.filter(({ name }) => names.includes(name));
  const checksum = named(CHECKSUM_CHECKS);
  // The record of an encrypted backup has no digest of its database.
  const isEncrypted = checks.some(({ name }) => name === DECRYPTION_CHECK);
  // A delta alone makes no database.
  const isDelta = checks.some(({ name }) => name === FRAMES_CHECK);
  const needed = isEncrypted || isDelta ? STORED_CHECKS : CHECKSUM_CHECKS;
  if (named(needed).length < needed.length) return undefined;
  const content = named(['schema', 'quick_check', 'integrity_check']);
  return content.length === 2
    ? { level: 'quick', checks: [...checksum, ...content] }
    : { level: 'checksum', checks: checksum };
}

export function includesLevel(level: VerificationLevel, wanted: VerificationLevel): boolean {
  return VERIFICATION_LEVELS.indexOf(level) >= VERIFICATION_LEVELS.indexOf(wanted);
}

/** The newest `count` verifications, oldest first; the newest of each level always stays. */
export function latestVerifications(
  verifications: readonly Verification[],
  count: number,
): readonly Verification[] {
  const lastOfLevel = new Set(
    VERIFICATION_LEVELS.map((level) => verifications.findLast((one) => one.level === level)),
  );
  return verifications.filter((one, index) => index >= verifications.length - count || lastOfLevel.has(one));
}

export function countNotes(checks: readonly Check[]): number {
  return checks.reduce((sum, { noteCount = 0 }) => sum + noteCount, 0);
}

export const NOTE_MARK = '; note: ';

/** Empty when there are none. */
export function notesIn(summary: string): string {
  return summary.split(NOTE_MARK).slice(1).join('; ');
}

/** The check of an encrypted artifact: an identity opens it, and every chunk is authentic. */
export const DECRYPTION_CHECK = 'decryption';

/** Checks whose details show nothing of the content. */
const WITHOUT_CONTENT: readonly string[] = [
  ...[...CHECKSUM_CHECKS, DECRYPTION_CHECK, 'page_count', FRAMES_CHECK, CHAIN_CHECK],
  ...['decompression', 'manifest', 'restore', 'scratch_space', 'deadline'],
];

/** Like `summarize`, for records that others may read: findings about the content are only counted by their checks. */
export function summarizeWithoutContent(checks: readonly Check[]): string {
  return summarize(
    checks.map(({ name, result, detail }) => ({
      name,
      result,
      detail: WITHOUT_CONTENT.includes(name) ? detail : result,
    })),
  );
}

/** The deciding checks in one line; when all are ok, their names and notes. */
export function summarize(checks: readonly Check[]): string {
  const result = overallResult(checks);
  const deciding = checks.filter((check) => check.result === result);
  if (result === 'ok') {
    const names = deciding.map(({ name }) => name).join(', ');
    const notes = deciding.filter(({ noteCount = 0 }) => noteCount > 0).map(({ detail }) => detail);
    return [names, ...notes].join(NOTE_MARK);
  }
  return deciding.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
}
