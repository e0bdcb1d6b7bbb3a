import type { CheckResult } from '../verification/verification.ts';
import type { FindingKind } from './finding-kind.ts';
import { critical, type HealthFinding } from './health.ts';

/** The state of a configured or discovered database, without opening it. */
export interface DatabaseFacts {
  readonly database: string;
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other' | 'missing';
  readonly readable: boolean;
  readonly sizeBytes: number;
  /** The source check of the newest backup; `undefined` when there is no backup. */
  readonly sourceCheck: { readonly result: CheckResult; readonly detail: string } | undefined;
}

export function databaseFindings(facts: DatabaseFacts): readonly HealthFinding[] {
  const findings = databaseFileFindings(facts);
  if (facts.sourceCheck?.result !== 'failed') return findings;
  return [
    ...findings,
    critical({
      kind: 'source_damaged',
      database: facts.database,
      message: `the capture of the newest backup found damage in ${facts.path}: ${facts.sourceCheck.detail}`,
      hint: 'Restore the newest verified backup, or repair the database with the sqlite3 shell (.recover).',
    }),
  ];
}

function databaseFileFindings({
  database,
  path,
  kind,
  readable,
  sizeBytes,
}: DatabaseFacts): readonly HealthFinding[] {
  const found = (what: FindingKind, message: string, hint: string): readonly HealthFinding[] => [
    critical({ kind: what, database, message, hint }),
  ];
  if (kind === 'missing') {
    return found('source_missing', `no database at ${path}`, 'Check the path and that its disk is mounted.');
  }
  if (kind !== 'file') {
    const hint = 'Give the path of the database file itself.';
    return found('source_not_a_file', `${path} is not a regular file`, hint);
  }
  if (!readable) {
    const hint = 'Run as the owner of the database, or grant read permission.';
    return found('source_unreadable', `${path} cannot be read by this user`, hint);
  }
  if (sizeBytes === 0) {
    const hint = 'Check that this is the file your application writes to.';
    return found('source_empty', `${path} is empty: not a database yet`, hint);
  }
  return [];
}

/** For example `ok` or `inconclusive: no such collation sequence: NOCASE_UA`. */
export function integrityText(check: { readonly result: CheckResult; readonly detail: string }): string {
  return check.result === 'ok' ? 'ok' : `${check.result}: ${check.detail}`;
}
