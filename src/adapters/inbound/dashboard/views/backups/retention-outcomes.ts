import { computed } from '@preact/signals';
import type { Cleanup } from '../../api/types.ts';
import { cleanupPreview } from '../../state/cleanup-preview.ts';
import type { RetentionOutcome } from './backup-row.ts';

const NO_OUTCOMES: ReadonlyMap<string, RetentionOutcome> = new Map();

export const retentionOutcomes = computed<ReadonlyMap<string, RetentionOutcome>>(() => {
  const preview = cleanupPreview.value.value;
  return preview === undefined ? NO_OUTCOMES : retentionOutcomesOf(preview);
});

export function retentionOutcomesOf({ kept, removed }: Cleanup): ReadonlyMap<string, RetentionOutcome> {
  const all = new Map<string, RetentionOutcome>();
  for (const { filename, rule, reason } of kept) all.set(filename, { rule, reason, isKept: true });
  for (const { filename, rule, reason } of removed) all.set(filename, { rule, reason, isKept: false });
  return all;
}
