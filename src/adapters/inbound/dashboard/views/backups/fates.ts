import { effect } from '@preact/signals';
import { backups } from '../../state/data.ts';
import { Resource } from '../../state/resource.ts';
import { api } from '../../state/session.ts';
import type { Backup, Cleanup } from '../../api/types.ts';
import type { Fate } from './backup-row.ts';

export const NO_FATES: ReadonlyMap<string, Fate> = new Map();

/** By file name, as a cleanup of this moment would decide. */
export const fates = new Resource<ReadonlyMap<string, Fate>>(async (signal) =>
  fatesOf(await api.previewCleanup(undefined, signal)),
);

export function fatesOf({ kept, removed }: Cleanup): ReadonlyMap<string, Fate> {
  const all = new Map<string, Fate>();
  for (const { filename, rule, reason } of kept) all.set(filename, { rule, reason, isKept: true });
  for (const { filename, rule, reason } of removed) all.set(filename, { rule, reason, isKept: false });
  return all;
}

/**
 * Asks again when backups came, went or changed in what retention looks at, and only then: the service counts the
 * question among the expensive ones.
 *
 * @returns what ends that
 */
export function followFates(): () => void {
  let known = '';
  const stopFollowing = effect(() => {
    const list = backups.value.value;
    if (list === undefined) return;
    const seen = signatureOf(list);
    if (known !== '' && seen !== known) fates.invalidate();
    known = seen;
  });
  const stopWatching = fates.watch();
  return () => {
    stopFollowing();
    stopWatching();
  };
}

function signatureOf(list: readonly Backup[]): string {
  const marks = list.map(({ verified, pinned }) => (verified ? 2 : 0) + (pinned ? 1 : 0)).join('');
  return `${String(list.length)} ${list[0]?.filename ?? ''} ${list.at(-1)?.filename ?? ''} ${marks}`;
}
