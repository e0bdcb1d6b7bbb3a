/** `sqlite`: the content is replaced through SQLite, in one transaction. `file`: the file is swapped. */
export type ReplaceMethod = 'sqlite' | 'file';

/** A process that holds a SQLite lock on the target. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
  readonly lock: 'read' | 'write';
}

/** How a target would be replaced. */
export interface TargetSurvey {
  readonly method: ReplaceMethod;
  /** Why this way, for the operator to read. */
  readonly reason: string;
  readonly exists: boolean;
  /** Empty where nobody holds a lock, or where locks cannot be seen: elsewhere than on Linux, in other containers. */
  readonly holders: readonly Holder[];
}

export interface ReplaceOptions {
  readonly method: ReplaceMethod;
  /** Hex, of the prepared file; compared before anything is touched. */
  readonly databaseSha256: string;
  readonly busyTimeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Called once before the target is touched, for the caller's own record: if this process dies from here on,
   * `recover` returns `undone` where the target has its old content. When it rejects, `replace` does so too.
   */
  readonly onReady: () => Promise<void>;
}

/**
 * Replaces the content of a database where it stands.
 *
 * **Guarantees**
 * - The path holds the old content or the new one, whole, at every moment and after a kill at any; a target that
 *   was broken already may need `recover` to get there.
 * - Nothing of the old one comes back: its `-wal`, `-shm` and `-journal` never stand beside the new content.
 * - Owner and mode of the target stay, a new one has those of the prepared file; the way `sqlite` keeps inode, journal mode and bind mounts too, and open
 *   connections see it as a commit.
 * - What was replaced is proved page by page against the prepared file before `replace` returns.
 */
export interface InPlaceRestorer {
  /** `replace`: whether this runtime can replace a target at all; `recover` works everywhere. */
  readonly supports: { readonly replace: boolean };
  /**
   * How the target would be replaced by this image, and who holds locks on it. Changes nothing.
   * @param image.pageSize bytes
   * @throws UsageException the target is no regular file
   * @throws DatabaseAccessException it belongs to another user, and this one is not root
   */
  survey(targetPath: string, image: { readonly pageSize: number }): Promise<TargetSurvey>;
  /**
   * Replaces the target's content by a prepared database file in the target's own directory. Durable on return; the
   * prepared file is gone then. After a failure the target is as it was, unless the exception's
   * `details.target_changed` is true: then its content has been replaced and is not verified, or waits for `recover`.
   *
   * @returns what failed once the new content was in place and verified, for a warning; `undefined`: nothing did. The
   *   next `recover` finishes it.
   *
   * The way `sqlite` needs room for the new content, or the old one if that is larger, beside the prepared file.
   * Where another process writes to the target before it is compared, its content is checked instead.
   *
   * @throws BackupVerificationException the prepared file is not what was written, or the target does not prove right
   * @throws DatabaseAccessException another process holds a lock beyond the wait: names it; or, by `file`, has the
   *   target open in WAL mode
   * @throws BackupDirectoryException no room or no permission in the target's directory
   * @throws the signal's reason when it aborts before the replacement begins; from there on it is not heard
   */
  replace(preparedPath: string, targetPath: string, options: ReplaceOptions): Promise<string | undefined>;
  /**
   * Finishes or undoes what a killed `replace` left at this target. Idempotent. To be called before `survey`.
   * @throws DatabaseAccessException another process holds a lock on the target
   * @throws BackupDirectoryException
   */
  recover(targetPath: string): Promise<'nothing' | 'finished' | 'undone'>;
}
