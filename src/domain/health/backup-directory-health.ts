import type { Backup } from '../backup/backup.ts';
import { critical, warning, type HealthFinding } from './health.ts';

export interface Problem {
  readonly message: string;
  readonly hint: string;
}

export interface BackupDirectoryFacts {
  /** Why no backup could be written now; `undefined` when one could. */
  readonly writeProblem: Problem | undefined;
  /** Why the backups cannot be listed; `undefined` when they can. */
  readonly listProblem: Problem | undefined;
  readonly backups: readonly Backup[];
}

export function backupDirectoryFindings(facts: BackupDirectoryFacts): readonly HealthFinding[] {
  const { writeProblem, listProblem } = facts;
  // A missing directory is one problem, not two.
  const isSame = listProblem?.message === writeProblem?.message;
  const findings = [
    ...(writeProblem === undefined ? [] : [critical({ kind: 'directory_not_writable', ...writeProblem })]),
    ...(listProblem === undefined || isSame
      ? []
      : [critical({ kind: 'directory_not_listable', ...listProblem })]),
  ];
  const damaged = facts.backups.filter(({ record }) => record.condition === 'damaged');
  if (damaged.length === 0) return findings;
  return [
    ...findings,
    warning({
      kind: 'manifest_damaged',
      message: `damaged manifest: ${damaged.map(({ filename }) => filename).join(', ')}`,
      hint: 'Verify the file. If its content is good, keep a copy, then remove it by hand.',
    }),
  ];
}
