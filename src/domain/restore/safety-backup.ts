import type { Backup } from '../backup/backup.ts';

const LABEL_START = 'before restore of ';

/** The label of the backup that is made of what a restore in place is about to replace. */
export function safetyLabel(restoredFilename: string): string {
  return `${LABEL_START}${restoredFilename}`;
}

/**
 * True for a backup made of what a restore in place replaced. It is what `undo` brings back; "the latest" never means
 * it, or the same restore asked for twice would undo itself. A label of one's own makes it a backup like any other.
 */
export function isSafetyBackup(backup: Backup): boolean {
  return backup.state.label?.startsWith(LABEL_START) === true;
}
