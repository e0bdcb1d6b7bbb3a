import type { Verification } from '../verification/verification.ts';
import type { Compression } from './compression.ts';
import type { Manifest } from './manifest.ts';

/** What may change about a backup after it was made. */
export interface BackupState {
  readonly pinned: boolean;
  readonly label: string | undefined;
  /** Oldest first. */
  readonly verifications: readonly Verification[];
}

export const EMPTY_STATE: BackupState = { pinned: false, label: undefined, verifications: [] };

/** The record beside a data file: none (another tool's file), unreadable or altered, or intact. */
export type ManifestRecord =
  | { readonly condition: 'missing' }
  | { readonly condition: 'damaged'; readonly problem: string }
  | { readonly condition: 'intact'; readonly manifest: Manifest };

/** One data file in the backup directory, with what is on record about it. */
export interface Backup {
  readonly filename: string;
  readonly path: string;
  /** `undefined` for another tool's file whose name does not tell. */
  readonly database: string | undefined;
  readonly createdAt: Date;
  /** Bytes of the data file as it is now; 0 where it is missing. */
  readonly storedBytes: number;
  /** When the data file was last written to, where the store can tell. */
  readonly modifiedAt?: Date | undefined;
  readonly compression: Compression;
  readonly record: ManifestRecord;
  /** The manifest is there and the data file is not. */
  readonly isDataMissing?: true;
  readonly state: BackupState;
}

/** True when this product made (or adopted) the backup; retention touches no other. */
export function isManaged(backup: Backup): boolean {
  return backup.record.condition !== 'missing';
}

/** The backup's manifest where it is intact. */
export function manifestOf(backup: Backup): Manifest | undefined {
  return backup.record.condition === 'intact' ? backup.record.manifest : undefined;
}

/**
 * True when the newest conclusive verification was ok, the source check at capture did not fail, and the data file is
 * there with the size that its manifest says.
 * Inconclusive verifications prove nothing in either direction and are passed over.
 */
export function isVerified(backup: Backup): boolean {
  const manifest = manifestOf(backup);
  if (manifest === undefined || manifest.sourceCheck.result === 'failed') return false;
  if (backup.isDataMissing === true || backup.storedBytes !== manifest.storedBytes) return false;
  return backup.state.verifications.findLast(({ result }) => result !== 'inconclusive')?.result === 'ok';
}

/** What decides about a backup's place in every listing. */
export type PlaceInList = Pick<Backup, 'createdAt' | 'filename'>;

/** Newest first; the file name decides between equal moments so that every listing agrees. */
export function newestFirst(left: PlaceInList, right: PlaceInList): number {
  const byTime = right.createdAt.getTime() - left.createdAt.getTime();
  if (byTime !== 0) return byTime;
  return left.filename < right.filename ? 1 : left.filename > right.filename ? -1 : 0;
}
