import { computed } from '@preact/signals';
import type { Cleanup } from '../../api/types.ts';
import { cleanupPreview } from '../../state/cleanup-preview.ts';
import type { Fate } from './backup-row.ts';

const NO_FATES: ReadonlyMap<string, Fate> = new Map();

/** By file name, as a cleanup of this moment would decide. */
export const fates = computed<ReadonlyMap<string, Fate>>(() => {
  const preview = cleanupPreview.value.value;
  return preview === undefined ? NO_FATES : fatesOf(preview);
});

export function fatesOf({ kept, removed }: Cleanup): ReadonlyMap<string, Fate> {
  const all = new Map<string, Fate>();
  for (const { filename, rule, reason } of kept) all.set(filename, { rule, reason, isKept: true });
  for (const { filename, rule, reason } of removed) all.set(filename, { rule, reason, isKept: false });
  return all;
}
