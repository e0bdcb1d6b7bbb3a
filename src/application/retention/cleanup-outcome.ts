import type { Backup } from '../../domain/backup/backup.ts';
import { closureOf } from '../../domain/backup/chain.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import type { RetentionDecision } from '../../domain/retention/retention-decision.ts';
import type { RetentionRule } from '../../domain/retention/retention-rule.ts';

export type Outcome = Decided | Failed;

export interface Decided {
  readonly backup: Backup;
  readonly outcome: 'removed' | 'kept';
  readonly rule: RetentionRule;
  readonly text: string;
}

export interface Failed {
  readonly backup: Backup;
  readonly outcome: 'failed';
  readonly text: string;
}

export function asDecided({ backup, action, rule, reason }: RetentionDecision): Decided {
  return { backup, outcome: action === 'keep' ? 'kept' : 'removed', rule, text: reason };
}

export function failed({ backup }: { readonly backup: Backup }, text: string): Failed {
  return { backup, outcome: 'failed', text };
}

/** After an aborted run: files to be removed are failures, the others are kept. */
export function notCarriedOut(decision: RetentionDecision, error: Error): Outcome {
  if (decision.action === 'keep') return asDecided(decision);
  return failed(decision, error.message);
}

/** A backup whose removal failed and that cannot be restored without this one. */
export function notRemovedAbove({ filename }: Backup, done: readonly Outcome[]): Backup | undefined {
  const found = done.find(
    ({ outcome, backup }) =>
      outcome === 'failed' && closureOf(backup).some((one) => one.filename === filename),
  );
  return found?.backup;
}

/** @throws BackupDirectoryException the directory differs from the decisions */
export function assertAsDecided(database: string, done: readonly Outcome[], found: readonly Outcome[]): void {
  const surprises = found.filter((outcome, index) => outcome !== done[index]);
  if (surprises.length === 0) return;
  const problems = surprises.map(({ backup, text }) => `${backup.filename}: ${text}`);
  throw new BackupDirectoryException(
    `after the cleanup of ${database} the backup directory differs from the decisions: ${problems.join('; ')}`,
    {
      hint: 'Find which other program removes or restores files there; backup-manager list shows the present files.',
      details: { database, files: surprises.map(({ backup }) => backup.filename) },
    },
  );
}

export function countOutcomes(outcomes: readonly Outcome[]): Record<Outcome['outcome'], number> {
  const count = { removed: 0, kept: 0, failed: 0 };
  for (const { outcome } of outcomes) count[outcome]++;
  return count;
}
