import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Backup, Cleanup, Databases } from '../api/types.ts';
import { backups, databases } from './data.ts';
import { Resource } from './resource.ts';
import { api, may } from './session.ts';

export const cleanupPreview = new Resource<Cleanup>((signal) => api.previewCleanup(undefined, signal));

export function useCleanupPreview(): void {
  const isAllowed = may('cleanUp');
  useEffect(() => (isAllowed ? followCleanupPreview() : undefined), [isAllowed]);
}

/**
 * Reads the preview again only when the backups or the rules have changed: the service limits this request.
 * @returns ends the updates
 */
function followCleanupPreview(): () => void {
  let knownBackups = '';
  let knownRules = '';
  const stopFollowing = effect(() => {
    const seenBackups = signatureOf(backups.value.value);
    const seenRules = rulesOf(databases.value.value);
    const isOther = hasChanged(knownBackups, seenBackups) || hasChanged(knownRules, seenRules);
    knownBackups = seenBackups === '' ? knownBackups : seenBackups;
    knownRules = seenRules === '' ? knownRules : seenRules;
    if (isOther) cleanupPreview.invalidate();
  });
  const stopWatching = cleanupPreview.watch();
  return () => {
    stopFollowing();
    stopWatching();
  };
}

/** The first value is not a change. */
function hasChanged(known: string, seen: string): boolean {
  return known !== '' && seen !== '' && known !== seen;
}

function signatureOf(list: readonly Backup[] | undefined): string {
  if (list === undefined) return '';
  const marks = list
    .map(({ verified, pinned, copies }) => (verified ? 2 : 0) + (pinned ? 1 : 0) + 4 * copies.length)
    .join();
  return `${String(list.length)} ${list[0]?.filename ?? ''} ${list.at(-1)?.filename ?? ''} ${marks}`;
}

function rulesOf(known: Databases | undefined): string {
  if (known === undefined) return '';
  const rules = known.databases.map(({ database, retention }) => JSON.stringify([database, retention]));
  return `${String(rules.length)} ${rules.sort().join()}`;
}
