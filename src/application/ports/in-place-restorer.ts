/** `sqlite`: the content is replaced through SQLite, in one transaction. `file`: the file is swapped. */
export type ReplaceMethod = 'sqlite' | 'file';

/** A process that holds a SQLite lock on the target. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
  readonly lock: 'read' | 'write';
}

export interface TargetSurvey {
  readonly method: ReplaceMethod;
  /** Why this method, for the operator. */
  readonly reason: string;
  readonly exists: boolean;
  /** Empty without locks, or where they cannot be seen: outside Linux, in other containers. */
  readonly holders: readonly Holder[];
}

export interface ReplaceOptions {
  readonly method: ReplaceMethod;
  /** Hex, of the prepared file; compared before the target is touched. */
  readonly databaseSha256: string;
  readonly busyTimeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Called once before the target is touched, for the caller's record: if this process dies later, `recover`
   * returns `undone` where the target has its old content. If it rejects, `replace` rejects too.
   */
  readonly onReady: () => Promise<void>;
}

/**
 * Replaces the content of a database in place. Separate from DatabaseRestorer, because it needs SQLite's locks
 * and recovers a killed replacement: a runtime without `node:sqlite` has only the other one.
 *
 * **Guarantees**
 * - leaves old or new content when killed at any step
 * - replaces the content and removes the old side files
 * - keeps owner and mode; by sqlite, inode and journal mode too
 * - finds a byte that does not read back as it was written
 */
export interface InPlaceRestorer {
  /** `replace`: this runtime can replace a target; `recover` works everywhere. */
  readonly supports: { readonly replace: boolean };
  /**
   * The method for this image, and the processes with locks on the target. Changes nothing.
   * @param image.pageSize bytes
   * @throws UsageException the target is not a regular file
   * @throws DatabaseAccessException it belongs to another user, and this one is not root
   */
  survey(targetPath: string, image: { readonly pageSize: number }): Promise<TargetSurvey>;
  /**
   * Replaces the target by a prepared database file in the target's directory. Durable on return; the
   * prepared file is gone. After a failure the target is unchanged, unless the exception's
   * `details.target_changed` is true: then it was replaced and is not verified, or needs `recover`.
   *
   * Method `sqlite` needs space besides the prepared file for the new or the old content, the larger one. If
   * another process writes to the target before the comparison, its content is checked instead.
   * @returns a failure after the verified replacement, for a warning; `undefined`: none. The next `recover`
   * completes it.
   * @throws BackupVerificationException the prepared file was changed, or the target does not read back
   * @throws DatabaseAccessException another process holds a lock beyond the wait (it is named), or, by
   * `file`, has the target open in WAL mode
   * @throws BackupDirectoryException no space or no permission in the target's directory
   * @throws the signal's reason when it aborts before the replacement starts; later it is ignored
   */
  replace(preparedPath: string, targetPath: string, options: ReplaceOptions): Promise<string | undefined>;
  /**
   * Completes or undoes a killed `replace` of this target. Idempotent. Call it before `survey`.
   * @throws DatabaseAccessException another process holds a lock on the target
   * @throws BackupDirectoryException
   */
  recover(targetPath: string): Promise<'nothing' | 'finished' | 'undone'>;
}
