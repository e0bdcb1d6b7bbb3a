import { inRemovalOrder } from './removal-order.ts';
import { keep, type RetentionDecision } from './retention-decision.ts';

/** The kept restore points that cannot be restored without a backup. */
interface Dependents {
  /** The place of the newest one in the list. */
  readonly newest: number;
  readonly count: number;
}

/**
 * Keeps the backups that a kept one depends on.
 * @param decisions newest first
 */
export function keepBases(decisions: readonly RetentionDecision[]): readonly RetentionDecision[] {
  const dependents = dependentsOf(decisions);
  return decisions.map((decision) => {
    const above = decision.action === 'remove' ? dependents.get(decision.backup.filename) : undefined;
    const newest = above && decisions[above.newest];
    if (above === undefined || newest === undefined) return decision;
    const more = above.count === 1 ? '' : ` and ${String(above.count - 1)} more`;
    return keep(decision.backup, 'base', `base of ${newest.backup.filename}${more}`);
  });
}

/** Each backup passes on to its parent what depends on both: in one pass, because a chain may be long. */
function dependentsOf(decisions: readonly RetentionDecision[]): ReadonlyMap<string, Dependents> {
  const places = new Map(decisions.map((decision, place) => [decision, place]));
  const found = new Map<string, Dependents>();
  for (const decision of inRemovalOrder(decisions)) {
    const { backup, action } = decision;
    const parent = backup.base?.parent?.filename;
    if (parent === undefined) continue;
    const own = action === 'keep' ? { newest: places.get(decision) ?? 0, count: 1 } : undefined;
    const all = [own, found.get(backup.filename), found.get(parent)].filter((one) => one !== undefined);
    if (all.length === 0) continue;
    const newest = Math.min(...all.map((one) => one.newest));
    found.set(parent, { newest, count: all.reduce((sum, { count }) => sum + count, 0) });
  }
  return found;
}
