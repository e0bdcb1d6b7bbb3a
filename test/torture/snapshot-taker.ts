import type { StoredPoint } from './chain-shelf.ts';

/** The result of one attempt to make a snapshot. */
export type Attempt =
  | {
      readonly kind: 'taken';
      /** The command, for the report of a bad one. */
      readonly how: string;
      /** The stored file; a `-wal` of the same name may exist too. */
      readonly path: string;
      readonly compression: 'none' | 'gzip' | 'zstd';
      readonly databaseSha256?: string;
      /** Of a campaign with types. */
      readonly point?: StoredPoint;
    }
  /** Acceptable: nothing was backed up, and the tool gives the reason. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly how: string; readonly reason: string };

export interface SnapshotTaker {
  take(signal: AbortSignal): Promise<Attempt>;
}
