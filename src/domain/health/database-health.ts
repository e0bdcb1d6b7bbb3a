import type { CheckResult } from '../verification/verification.ts';
import { critical, type HealthFinding } from './health.ts';

/** What is known about a database that is meant to be backed up, without opening it. */
export interface DatabaseFacts {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other' | 'missing';
  readonly readable: boolean;
  readonly sizeBytes: number;
  /** What the newest backup's capture found in the source; `undefined` when there is no backup. */
  readonly sourceCheck: { readonly result: CheckResult; readonly detail: string } | undefined;
}

/** What is wrong with a database. */
export function judgeDatabase(facts: DatabaseFacts): readonly HealthFinding[] {
  const findings = judgeFile(facts);
  if (facts.sourceCheck?.result !== 'failed') return findings;
  return [
    ...findings,
    critical(
      `the newest backup's capture found damage in ${facts.path}: ${facts.sourceCheck.detail}`,
      'Restore the newest verified backup, or repair the database with the sqlite3 shell (.recover).',
    ),
  ];
}

function judgeFile({ path, kind, readable, sizeBytes }: DatabaseFacts): readonly HealthFinding[] {
  if (kind === 'missing') {
    return [critical(`no database at ${path}`, 'Check the path, or that its disk is mounted.')];
  }
  if (kind !== 'file') {
    return [critical(`${path} is not a regular file`, 'Give the path of the database file itself.')];
  }
  if (!readable) {
    return [
      critical(
        `${path} cannot be read by this user`,
        'Run as the owner of the database, or grant read permission.',
      ),
    ];
  }
  if (sizeBytes === 0) {
    return [
      critical(
        `${path} is empty: not a database yet`,
        'Check that this is the file your application writes to.',
      ),
    ];
  }
  return [];
}

/** The source check in a few words, e.g. `ok` or `inconclusive: no such collation sequence: NOCASE_UA`. */
export function integrityText(check: { readonly result: CheckResult; readonly detail: string }): string {
  return check.result === 'ok' ? 'ok' : `${check.result}: ${check.detail}`;
}
