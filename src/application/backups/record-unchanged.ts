import { isVerified, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { isSameBackup } from '../../domain/backup/same-backup.ts';
import { BackupManagerException, type JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { NamedStore } from '../stores/named-store.ts';

export interface UnchangedDatabase {
  /** The newest backup of the database, which holds its content. */
  readonly newest: Backup;
  /** When the run started that found the database unchanged. */
  readonly at: Date;
}

/**
 * Records in every store with a copy of the newest backup that it still holds the content of its database; the caller
 * holds the database's lock. A store that fails only warns: its copy is as good as before, and looks older.
 * @returns the backup in the first store that has it; `undefined` when none has it any more
 */
export async function recordUnchanged(
  stores: readonly NamedStore[],
  unchanged: UnchangedDatabase,
  run: Pick<RunContext, 'warn'>,
): Promise<Backup | undefined> {
  const found = await Promise.all(stores.map((named) => recordIn(named, unchanged, run)));
  return found.find((backup) => backup !== undefined);
}

async function recordIn(
  { name, store }: NamedStore,
  { newest, at }: UnchangedDatabase,
  run: Pick<RunContext, 'warn'>,
): Promise<Backup | undefined> {
  const { filename, database } = newest;
  let copy: Backup | undefined;
  try {
    const listed = await store.list({ database });
    copy = listed.find((backup) => isCopyOf(backup, newest));
    if (copy === undefined) return undefined;
    const { state } = await store.saveState(copy, { ...copy.state, currentAsOf: at });
    // As listed: a delta knows the backups below it only from a list.
    return { ...copy, state };
  } catch (error) {
    if (!(error instanceof BackupManagerException)) throw error;
    run.warn(
      `the store ${name} could not record that ${filename} still holds the content of its database: ${error.message}`,
      error.hint,
    );
    return copy;
  }
}

/** Another backup may have the same name. */
function isCopyOf(backup: Backup, newest: Backup): boolean {
  const manifest = manifestOf(newest);
  return manifest !== undefined && backup.filename === newest.filename && isSameBackup(backup, manifest);
}

/** For the events of a run that found the database unchanged. */
export function unchangedFacts(newest: Backup): Readonly<Record<string, JsonValue>> {
  return { filename: newest.filename, verified: isVerified(newest) };
}
