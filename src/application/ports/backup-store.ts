import type { Backup, BackupState } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';

/** A manifest before the store has chosen the file name. */
export type ManifestDraft = Omit<Manifest, 'filename'>;

export interface OpenArtifact {
  readonly sizeBytes: number;
  /**
   * The bytes from `start` up to and without `end`. Each piece is the reader's own.
   * @throws BackupDirectoryException while reading: the disk failed, or the file has become shorter
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** One step of a test of a store. */
export interface StoreCheck {
  readonly name: 'list' | 'write' | 'read' | 'remove' | 'clock';
  readonly result: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** Empty when ok. */
  readonly hint: string;
}

/**
 * The finished backups of one store. The commit of a backup is one step: in a directory the data file gets its name,
 * in a remote store its manifest is written. A remote store does not list a data file without a manifest, so that it has
 * no unmanaged backups; there, reading an open artifact fails after its removal.
 *
 * **Guarantees**
 * - publishes a backup completely or not at all
 * - places a copy under the same file name with the same manifest, completely or not at all
 * - never replaces an existing file
 * - shares published backups between all stores of the directory
 * - lists newest first
 * - lists a changed manifest as damaged
 * - lists a manifest without its data file with `isDataMissing`
 * - lists other tools' data files as unmanaged, and not their other files
 * - tests itself with a small file and leaves none
 * - keeps the time of the last run that found the database unchanged
 * - keeps an open artifact readable after the file is removed
 * - does not follow a link in the place of a file
 * - lists a missing backup directory as empty
 * - publishes and places a delta under the name of a write-ahead log
 * - lists a delta with the backups below it
 */
export interface BackupStore {
  /** The store in messages and reports: its directory, or an address in a store without paths. */
  readonly location: string;
  /**
   * With a `database` only its backups, at their cost alone; a file name that follows the grammar of backup
   * names decides the database. Only listed backups have the `base` of a delta: the others do not know their parents.
   * @throws BackupDirectoryException the directory cannot be read, or has disappeared after use
   * @throws StoreException a remote store cannot be used; so do all other methods
   */
  list(wanted?: { readonly database?: string | undefined }): Promise<readonly Backup[]>;
  /**
   * Makes a staged artifact a backup, durable on return: the commit is the last step. If the name exists, it takes the
   * next ordinal.
   * @throws BackupDirectoryException no space or no permission; nothing is left
   * @throws the signal's reason when it aborts; nothing is left
   */
  publish(
    stagedPath: string,
    draft: ManifestDraft,
    state: BackupState,
    signal?: AbortSignal,
  ): Promise<Backup>;
  /**
   * Puts a copy of another store's backup here. Does nothing where the same copy is there already, so that an
   * interrupted copy can be repeated. A copy whose data is lost gets it back and keeps its state; until then it stays
   * listed as lost.
   * @param artifact the stored bytes; the caller closes it
   * @throws BackupVerificationException the bytes do not have the digest of the manifest, or the name is taken by a
   * different backup; nothing is left
   * @throws BackupDirectoryException no space or no permission; nothing is left
   * @throws the signal's reason when it aborts; nothing is left
   */
  place(
    manifest: Manifest,
    state: BackupState,
    artifact: OpenArtifact,
    signal?: AbortSignal,
  ): Promise<Backup>;
  /**
   * Opens the data file for reading by byte range; the caller closes it.
   * @throws BackupNotFoundException the data file is gone
   * @throws BackupDirectoryException it cannot be read
   */
  open(backup: Backup): Promise<OpenArtifact>;
  /** The data file as a local path where the store has one: nothing needs to be copied then. */
  localPath(backup: Backup): Promise<string | undefined>;
  /** True when writing to a local path would change a file of the store, through links as well. */
  owns(path: string): Promise<boolean>;
  /**
   * Replaces the backup's state, all or nothing; the caller holds the database's lock.
   * @throws BackupNotFoundException the backup and its manifest are gone
   * @throws BackupDirectoryException
   */
  saveState(backup: Backup, state: BackupState): Promise<Backup>;
  /**
   * Gives another tool's file a state and manifest, all or nothing and durable on return. The file keeps its
   * name if it is a backup name of the draft's database and time, else it gets a free one. The caller holds
   * the database's lock.
   * @throws BackupNotFoundException the file is gone
   * @throws BackupDirectoryException no space or no permission; the file is unchanged
   */
  adopt(backup: Backup, draft: ManifestDraft, state: BackupState): Promise<Backup>;
  /**
   * Removes the data file, then its records. Succeeds for a backup that is already gone.
   * @throws BackupDirectoryException it cannot be removed
   */
  remove(backup: Backup): Promise<void>;
  /**
   * Tries what backups need: lists, writes, reads and removes a small file or object. Ends at the first failure, except
   * that it always tries to remove what it wrote. A store that refuses removals is usable: that is a warning.
   */
  test(): Promise<readonly StoreCheck[]>;
}
