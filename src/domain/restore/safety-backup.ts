import type { Backup } from '../backup/backup.ts';

const LABEL_START = 'before restore of ';

export function safetyLabel(restoredFilename: string): string {
  return `${LABEL_START}${restoredFilename}`;
}

/**
 * True for a backup that a restore in place made of the old content. `undo` restores it; "the latest" never
 * means it, or the same restore run twice would revert itself. With another label it is an ordinary backup.
 */
export function isSafetyBackup(backup: Backup): boolean {
  return backup.state.label?.startsWith(LABEL_START) === true;
}
