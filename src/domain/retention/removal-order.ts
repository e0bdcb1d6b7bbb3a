import { withClosures } from '../backup/chain.ts';
import type { RetentionDecision } from './retention-decision.ts';

/**
 * Deltas before the backups below them: a cleanup that ends early leaves no delta without its parent. The order follows
 * the depth in the chain and not the time, because a clock may have been set back.
 */
export function inRemovalOrder(decisions: readonly RetentionDecision[]): readonly RetentionDecision[] {
  const depths = new Map<string, number>();
  for (const { filename, base } of withClosures(decisions.map(({ backup }) => backup)).values())
    depths.set(filename, base?.parent === undefined ? 0 : (depths.get(base.parent.filename) ?? 0) + 1);
  const depthOf = ({ backup }: RetentionDecision): number => depths.get(backup.filename) ?? 0;
  return [...decisions].sort((left, right) => depthOf(right) - depthOf(left));
}
