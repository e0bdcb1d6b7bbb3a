import { isManaged, isVerified, manifestOf, newestFirst, type Backup } from '../../domain/backup/backup.ts';
import { latestOf } from '../../domain/backup/current-as-of.ts';
import { isDamaged } from '../../domain/backup/damage.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { NamedStore } from './named-store.ts';

/** A backup in one store. */
export interface Copy {
  readonly store: string;
  readonly backup: Backup;
}

/** One backup with its copies; its own fields are those of the best copy. */
export interface RestorePoint extends Backup {
  /** In the order of the stores; never empty. */
  readonly copies: readonly Copy[];
}

/** A store that cannot be used now. */
export interface StoreFailure {
  readonly store: string;
  readonly error: BackupManagerException;
}

export interface Listing {
  /** Newest first. */
  readonly restorePoints: readonly RestorePoint[];
  /** Their copies are missing in the list. */
  readonly failures: readonly StoreFailure[];
}

/**
 * Lists several stores as one.
 * @throws BackupManagerException no store can be listed
 */
export async function listRestorePoints(
  stores: readonly NamedStore[],
  wanted: { readonly database?: string | undefined } = {},
): Promise<Listing> {
  const listings = await Promise.all(stores.map((store) => listCopies(store, wanted)));
  const failures = listings.flatMap(({ failure }) => failure ?? []);
  if (failures.length === stores.length && failures[0] !== undefined) throw failures[0].error;
  return { restorePoints: mergeCopies(listings.flatMap(({ copies }) => copies)), failures };
}

/**
 * The backups of a database in the first store that answers.
 * @throws BackupManagerException no store answers: the error of the first one
 */
export async function listFirst(stores: readonly NamedStore[], database: string): Promise<readonly Backup[]> {
  let first: unknown;
  for (const store of stores) {
    const { copies, failure } = await listCopies(store, { database });
    if (failure === undefined) return copies.map(({ backup }) => backup);
    first ??= failure.error;
  }
  throw first;
}

/** The backups of one store, or why it cannot be listed. */
export type StoreListing = { readonly named: NamedStore } & (
  | { readonly backups: readonly Backup[]; readonly error?: undefined }
  | { readonly error: BackupManagerException; readonly backups?: undefined }
);

/** Lists each store, at the same time; in their order. */
export async function listEach(
  stores: readonly NamedStore[],
  wanted: { readonly database?: string | undefined } = {},
): Promise<readonly StoreListing[]> {
  return Promise.all(
    stores.map(async (named): Promise<StoreListing> => {
      const { copies, failure } = await listCopies(named, wanted);
      if (failure !== undefined) return { named, error: failure.error };
      return { named, backups: copies.map(({ backup }) => backup) };
    }),
  );
}

async function listCopies(
  { name, store }: NamedStore,
  wanted: { readonly database?: string | undefined },
): Promise<{ readonly copies: readonly Copy[]; readonly failure?: StoreFailure }> {
  try {
    return { copies: (await store.list(wanted)).map((backup) => ({ store: name, backup })) };
  } catch (error) {
    if (!(error instanceof BackupManagerException)) throw error;
    return { copies: [], failure: { store: name, error } };
  }
}

/** Copies of one backup have the same file name. Another tool's files are never copies of each other. */
function mergeCopies(copies: readonly Copy[]): readonly RestorePoint[] {
  const points = new Map<string, Copy[]>();
  for (const copy of copies) {
    const key = isManaged(copy.backup) ? copy.backup.filename : `${copy.store}/${copy.backup.filename}`;
    points.set(key, [...(points.get(key) ?? []), copy]);
  }
  return [...points.values()].map(toRestorePoint).sort(newestFirst);
}

/** A delta is good only with the backups below it in the same store. */
function toRestorePoint(copies: readonly Copy[]): RestorePoint {
  const best =
    copies.find(({ backup }) => isVerified(backup)) ??
    copies.find(({ backup }) => manifestOf(backup) !== undefined && !isDamaged(backup)) ??
    copies.find(({ backup }) => manifestOf(backup) !== undefined && backup.isDataMissing !== true) ??
    copies[0];
  if (best === undefined) throw new TypeError('a restore point has at least one copy');
  const { state } = best.backup;
  const current = latestOf(copies.map(({ backup }) => backup.state));
  return { ...best.backup, state: { ...state, ...current }, copies };
}
