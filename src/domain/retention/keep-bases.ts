import { closureOf } from '../backup/chain.ts';
import { keep, type RetentionDecision } from './retention-decision.ts';

/** The kept restore points that cannot be restored without a backup. */
interface Dependents {
  /** File name of the newest one. */
  readonly newest: string;
  readonly count: number;
}

/**
 * Keeps the backups that a kept one depends on. They are found by file name, so that the list may have copies of several
 * stores.
 * @param decisions newest first
 */
export function keepBases(decisions: readonly RetentionDecision[]): readonly RetentionDecision[] {
  const dependents = dependentsOf(decisions);
  return decisions.map((decision) => {
    const above = decision.action === 'remove' ? dependents.get(decision.backup.filename) : undefined;
    return above === undefined ? decision : keep(decision.backup, 'base', reasonOf(above));
  });
}

function dependentsOf(decisions: readonly RetentionDecision[]): ReadonlyMap<string, Dependents> {
  const found = new Map<string, Dependents>();
  for (const { backup, action } of decisions) {
    if (action === 'remove') continue;
    for (const { filename } of closureOf(backup).slice(0, -1)) {
      const { newest, count } = found.get(filename) ?? { newest: backup.filename, count: 0 };
      found.set(filename, { newest, count: count + 1 });
    }
  }
  return found;
}

function reasonOf({ newest, count }: Dependents): string {
  return count === 1 ? `base of ${newest}` : `base of ${newest} and ${String(count - 1)} more`;
}
