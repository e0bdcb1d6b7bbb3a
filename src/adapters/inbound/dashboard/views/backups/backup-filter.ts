import type { BackupRow } from './backup-row.ts';
import { VERIFICATION_GROUPS, verificationGroup, type VerificationGroup } from './verification-state.ts';

export interface BackupFilter {
  /** Words that all have to be in the file name, the database's name or the label. */
  readonly text: string;
  readonly database: string | undefined;
  readonly proof: VerificationGroup | undefined;
  readonly isPinned: boolean;
}

export const NO_FILTER: BackupFilter = { text: '', database: undefined, proof: undefined, isPinned: false };

type Query = Readonly<Record<string, string>>;

export function filterRows(rows: readonly BackupRow[], filter: BackupFilter): readonly BackupRow[] {
  if (!isFiltering(filter)) return rows;
  const words = wordsOf(filter.text);
  return rows.filter(
    ({ backup, proofState, haystack }) =>
      (filter.database === undefined || backup.database === filter.database) &&
      (filter.proof === undefined || verificationGroup(proofState) === filter.proof) &&
      (!filter.isPinned || backup.pinned) &&
      words.every((word) => haystack.includes(word)),
  );
}

export function isFiltering({ text, database, proof, isPinned }: BackupFilter): boolean {
  return wordsOf(text).length > 0 || database !== undefined || proof !== undefined || isPinned;
}

/** What an address says; what it says wrongly is left out. */
export function filterOf({ q, database, proof, pinned }: Query): BackupFilter {
  return {
    text: q ?? '',
    database,
    proof: VERIFICATION_GROUPS.find((known) => known === proof),
    isPinned: pinned === '1',
  };
}

export function queryOfFilter({ text, database, proof, isPinned }: BackupFilter): Query {
  return {
    ...(text !== '' && { q: text }),
    ...(database !== undefined && { database }),
    ...(proof !== undefined && { proof }),
    ...(isPinned && { pinned: '1' }),
  };
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
