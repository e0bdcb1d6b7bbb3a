/** The copy of the content that a restore in place replaced. */
export type SafetyCopy =
  | { readonly kind: 'backup'; readonly filename: string }
  /** A byte-for-byte copy in quarantine: the database was too damaged for a backup. */
  | { readonly kind: 'raw_copy'; readonly path: string };

/** The last restore in place of a database; `undo` reverts it. */
export interface RestoreRecord {
  readonly database: string;
  /** The backup that was restored. */
  readonly filename: string;
  readonly targetPath: string;
  /** `undefined` when the target did not exist. */
  readonly safetyCopy: SafetyCopy | undefined;
  readonly restoredAt: Date;
  /** `begun` is written before the target is changed, `done` once the new content is verified there. */
  readonly state: 'begun' | 'done';
  /** For `begun`: the record before it, valid again when nothing was replaced. */
  readonly previous?: RestoreRecord | undefined;
}
