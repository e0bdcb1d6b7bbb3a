/** What is left of the content that a restore in place replaced. */
export type SafetyCopy =
  | { readonly kind: 'backup'; readonly filename: string }
  /** The damaged database as it was, byte for byte, in quarantine: no backup can be made of it. */
  | { readonly kind: 'raw_copy'; readonly path: string };

/** The last restore in place of a database: what `undo` takes back. */
export interface RestoreRecord {
  readonly database: string;
  /** The backup that was restored. */
  readonly filename: string;
  readonly targetPath: string;
  /** `undefined` when nothing was at the target. */
  readonly safetyCopy: SafetyCopy | undefined;
  readonly restoredAt: Date;
  /** `begun` is written before the target is touched, `done` once the new content is proved there. */
  readonly state: 'begun' | 'done';
  /** Of a restore that has `begun`: the record before it, which counts again when nothing was replaced. */
  readonly previous?: RestoreRecord | undefined;
}
