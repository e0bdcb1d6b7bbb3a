import type { Verification } from '../verification/verification.ts';
import { isEncryptedFilename, type Compression } from './compression.ts';
import type { BackupType } from './backup-type.ts';
import type { Manifest } from './manifest.ts';

/** The part of a backup that may change after its creation. */
export interface BackupState {
  readonly pinned: boolean;
  readonly label: string | undefined;
  /** Oldest first. */
  readonly verifications: readonly Verification[];
  /** A later run found the database unchanged at this time. Absent: no run did. */
  readonly currentAsOf?: Date | undefined;
}

export const EMPTY_STATE: BackupState = { pinned: false, label: undefined, verifications: [] };

/** The manifest of a data file: none (another tool's file), damaged, or intact. */
export type ManifestRecord =
  | { readonly condition: 'missing' }
  | { readonly condition: 'damaged'; readonly problem: string }
  | { readonly condition: 'intact'; readonly manifest: Manifest };

/** One data file in a store with its manifest and state. */
export interface Backup {
  readonly filename: string;
  /** For messages and reports: the path, or the address in a store without paths. */
  readonly location: string;
  /** `undefined` for another tool's file whose name gives no database. */
  readonly database: string | undefined;
  readonly createdAt: Date;
  /** Current size of the data file; 0 where it is missing. */
  readonly storedBytes: number;
  /** Last write to the data file, where the store knows it. */
  readonly modifiedAt?: Date | undefined;
  readonly compression: Compression;
  readonly record: ManifestRecord;
  /** The manifest exists without its data file. */
  readonly isDataMissing?: true;
  readonly state: BackupState;
  /** What a delta needs besides its own file, as far as its store has it; absent: a full, or not listed. */
  readonly base?: ChainBase | undefined;
}

/** The backups below a delta, in one store. */
export interface ChainBase {
  /** `undefined` where `problem` says why. */
  readonly parent: Backup | undefined;
  /** Why the delta cannot be restored; `undefined` when it can. */
  readonly problem: string | undefined;
  /** Every backup below it is verified. */
  readonly isVerified: boolean;
}

/** True when this product made or adopted the backup; retention removes no other. */
export function isManaged(backup: Backup): boolean {
  return backup.record.condition !== 'missing';
}

/** True when the data file is encrypted with age. */
export function isEncrypted({ filename }: Pick<Backup, 'filename'>): boolean {
  return isEncryptedFilename(filename);
}

/** The type by the manifest; without one, a full. */
export function typeOf(backup: Backup): BackupType {
  return manifestOf(backup)?.type ?? 'full';
}

/** The manifest, if it is intact. */
export function manifestOf(backup: Backup): Manifest | undefined {
  return backup.record.condition === 'intact' ? backup.record.manifest : undefined;
}

/**
 * When a backup held the content of its database for the last time: its creation, or the last run that found the
 * database unchanged.
 */
export function currentAsOf({ createdAt, state }: Pick<Backup, 'createdAt' | 'state'>): Date {
  return state.currentAsOf !== undefined && state.currentAsOf > createdAt ? state.currentAsOf : createdAt;
}

/**
 * True when the newest conclusive verification was ok, the source check did not fail, and the data file has
 * the size in its manifest. Inconclusive verifications are ignored. A delta is verified only with every backup below it.
 */
export function isVerified(backup: Backup): boolean {
  if (!isFileVerified(backup)) return false;
  return backup.base === undefined ? typeOf(backup) === 'full' : backup.base.isVerified;
}

/** As `isVerified`, of the backup's own file alone. */
export function isFileVerified(backup: Backup): boolean {
  const manifest = manifestOf(backup);
  if (manifest === undefined || manifest.sourceCheck.result === 'failed') return false;
  if (backup.isDataMissing === true || backup.storedBytes !== manifest.storedBytes) return false;
  return backup.state.verifications.findLast(({ result }) => result !== 'inconclusive')?.result === 'ok';
}

export type PlaceInList = Pick<Backup, 'createdAt' | 'filename'>;

/** Newest first; the file name decides between equal times, so that every listing agrees. */
export function newestFirst(left: PlaceInList, right: PlaceInList): number {
  const byTime = right.createdAt.getTime() - left.createdAt.getTime();
  if (byTime !== 0) return byTime;
  return left.filename < right.filename ? 1 : left.filename > right.filename ? -1 : 0;
}
