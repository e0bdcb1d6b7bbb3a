import { queryOf, type Query } from '../../state/route.ts';
import type { BackupRow } from './backup-row.ts';
import { VERIFICATION_GROUPS, verificationGroup, type VerificationGroup } from './verification-state.ts';

export interface BackupFilter {
  /** All words must be in the file name, the database name or the label. */
  readonly text: string;
  readonly database: string | undefined;
  readonly verification: VerificationGroup | undefined;
  /** Only backups with a copy in this store. */
  readonly store: string | undefined;
  readonly isPinned: boolean;
}

export const NO_FILTER: BackupFilter = {
  text: '',
  database: undefined,
  verification: undefined,
  store: undefined,
  isPinned: false,
};

export function filterRows(rows: readonly BackupRow[], filter: BackupFilter): readonly BackupRow[] {
  if (!isFiltering(filter)) return rows;
  const words = wordsOf(filter.text);
  return rows.filter(
    ({ backup, verification, searchText }) =>
      (filter.database === undefined || backup.database === filter.database) &&
      (filter.verification === undefined || verificationGroup(verification) === filter.verification) &&
      (filter.store === undefined || backup.copies.some(({ store }) => store === filter.store)) &&
      (!filter.isPinned || backup.pinned) &&
      words.every((word) => searchText.includes(word)),
  );
}

export function isFiltering({ text, database, verification, store, isPinned }: BackupFilter): boolean {
  const chosen = [database, verification, store].some((value) => value !== undefined);
  return wordsOf(text).length > 0 || chosen || isPinned;
}

/** Ignores invalid values. */
export function filterOf({ q, database, proof, store, pinned }: Query): BackupFilter {
  return {
    text: q ?? '',
    database,
    verification: VERIFICATION_GROUPS.find((known) => known === proof),
    store,
    isPinned: pinned === '1',
  };
}

export function queryOfFilter({ text, database, verification, store, isPinned }: BackupFilter): Query {
  return queryOf({
    q: text === '' ? undefined : text,
    database,
    proof: verification,
    store,
    pinned: isPinned ? '1' : undefined,
  });
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
