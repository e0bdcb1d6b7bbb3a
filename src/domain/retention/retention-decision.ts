import type { Backup } from '../backup/backup.ts';
import type { RetentionReason } from './keep-reasons.ts';
import type { RetentionRule } from './retention-rule.ts';

export interface RetentionDecision extends RetentionReason {
  readonly backup: Backup;
  readonly action: 'keep' | 'remove';
}

export function keep(backup: Backup, rule: RetentionRule, reason: string): RetentionDecision {
  return { backup, action: 'keep', rule, reason };
}

export function remove(backup: Backup, rule: RetentionRule, reason: string): RetentionDecision {
  return { backup, action: 'remove', rule, reason };
}
