/** What became of one attempt to take a snapshot. */
export type Attempt =
  | {
      readonly kind: 'taken';
      /** How it was taken, for the report of a bad one. */
      readonly how: string;
      /** The stored file; a `-wal` of the same name may lie beside it. */
      readonly path: string;
      readonly compression: 'none' | 'gzip' | 'zstd';
      readonly databaseSha256?: string;
    }
  /** Acceptable: nothing was backed up, and the tool says why. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not acceptable. */
  | { readonly kind: 'failed'; readonly how: string; readonly reason: string };

/** A way of taking snapshots. */
export interface SnapshotTaker {
  take(signal: AbortSignal): Promise<Attempt>;
}
