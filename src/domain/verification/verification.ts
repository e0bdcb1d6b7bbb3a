/** Three results, never a false ok: what could not be found out is inconclusive, with its reason. */
export const CHECK_RESULTS = ['ok', 'failed', 'inconclusive'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/**
 * What is proved, each level including the one before:
 * `checksum`: the manifest's digest, the stored bytes, the decompressed bytes and both lengths;
 * `quick`: SQLite's `quick_check` of the decompressed database;
 * `full`: `integrity_check`, `foreign_key_check` and the integrity check of every FTS5 table;
 * `drill`: a real restore into scratch, all of that through the restored file, and the user's own assertions.
 */
export const VERIFICATION_LEVELS = ['checksum', 'quick', 'full', 'drill'] as const;
export type VerificationLevel = (typeof VERIFICATION_LEVELS)[number];

/** What can be proved of an artifact that is no backup yet: all but a restore of it. */
export const ARTIFACT_LEVELS = ['checksum', 'quick', 'full'] as const;
export type ArtifactLevel = (typeof ARTIFACT_LEVELS)[number];

/** A level at which SQLite itself looks at the content of a database file. */
export type ContentLevel = Exclude<ArtifactLevel, 'checksum'>;

/** One thing that was looked at and what came of it. */
export interface Check {
  readonly name: string;
  readonly result: CheckResult;
  readonly detail: string;
  /** Findings about content that SQLite allows, `detail` names them: they make no check fail. Absent: none. */
  readonly noteCount?: number;
}

/** A verification as it is kept on record. */
export interface Verification {
  readonly at: Date;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly detail: string;
  readonly durationMs: number;
  /** How long the restore took that a drill measured, from the stored file to a durable, proved database. */
  readonly restoreMs?: number;
}

/** The verdict over several checks: one failure fails, else one open question leaves it open. No check proves nothing. */
export function overallResult(checks: readonly Check[]): CheckResult {
  if (checks.some(({ result }) => result === 'failed')) return 'failed';
  if (checks.length === 0 || checks.some(({ result }) => result === 'inconclusive')) return 'inconclusive';
  return 'ok';
}

/** The checks of level `checksum`, in the order in which they are made. */
export const CHECKSUM_CHECKS = [
  'stored_bytes',
  'stored_sha256',
  'database_bytes',
  'database_sha256',
] as const;

/**
 * What belongs on record about some checks. Where the asked level was not reached because something could not be
 * found out, the lower level that was reached is a verification of its own, before the inconclusive one: a stricter
 * level never leaves a backup with less than a lower one would.
 */
export function verificationsOf(
  checks: readonly Check[],
  asked: Omit<Verification, 'result' | 'detail'>,
): readonly Verification[] {
  const result = overallResult(checks);
  const verification = { ...asked, result, detail: summarize(checks) };
  const reached = result === 'inconclusive' ? reachedLevel(checks) : undefined;
  if (reached === undefined) return [verification];
  const { at, durationMs } = asked;
  const detail = summarize(reached.checks);
  return [{ at, level: reached.level, result: 'ok', detail, durationMs }, verification];
}

interface ReachedLevel {
  readonly level: 'checksum' | 'quick';
  /** Those that make up the level. */
  readonly checks: readonly Check[];
}

function reachedLevel(checks: readonly Check[]): ReachedLevel | undefined {
  const ok = checks.filter(({ result }) => result === 'ok');
  const named = (names: readonly string[]): readonly Check[] => ok.filter(({ name }) => names.includes(name));
  const checksum = named(CHECKSUM_CHECKS);
  if (checksum.length < CHECKSUM_CHECKS.length) return undefined;
  const content = named(['schema', 'quick_check', 'integrity_check']);
  return content.length === 2
    ? { level: 'quick', checks: [...checksum, ...content] }
    : { level: 'checksum', checks: checksum };
}

/** True when a verification at `level` proves all that one at `wanted` does. */
export function includesLevel(level: VerificationLevel, wanted: VerificationLevel): boolean {
  return VERIFICATION_LEVELS.indexOf(level) >= VERIFICATION_LEVELS.indexOf(wanted);
}

/**
 * The newest `count` of some verifications, oldest first; the newest of each level stays whatever its age, for it says
 * when that was proved last.
 */
export function latestVerifications(
  verifications: readonly Verification[],
  count: number,
): readonly Verification[] {
  const lastOfLevel = new Set(
    VERIFICATION_LEVELS.map((level) => verifications.findLast((one) => one.level === level)),
  );
  return verifications.filter((one, index) => index >= verifications.length - count || lastOfLevel.has(one));
}

/** How many notes the checks made. */
export function countNotes(checks: readonly Check[]): number {
  return checks.reduce((sum, { noteCount = 0 }) => sum + noteCount, 0);
}

/** Separates the notes from the names of the checks in a summary. */
export const NOTE_MARK = '; note: ';

/** The notes of a summary; empty when there are none. */
export function notesIn(summary: string): string {
  return summary.split(NOTE_MARK).slice(1).join('; ');
}

/** The checks that decided the verdict in one line, or the names of the checks, and their notes, when all are ok. */
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
