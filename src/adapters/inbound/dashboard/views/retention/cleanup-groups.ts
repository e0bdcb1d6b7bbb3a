import type { Backup, Cleanup, CleanupDecision, DatabaseState } from '../../api/types.ts';

/** `undefined` if the list does not have the file yet. */
export interface DecidedBackup extends CleanupDecision {
  readonly backup: Backup | undefined;
}

export interface DecidedGroup {
  /** Newest first. */
  readonly decided: readonly DecidedBackup[];
  readonly bytes: number;
}

export interface RetentionGroup {
  /** `undefined`: files of an unknown database. */
  readonly database: string | undefined;
  /** `undefined`: no longer configured. */
  readonly state: DatabaseState | undefined;
  readonly backups: DecidedGroup;
  readonly removed: DecidedGroup;
  readonly kept: DecidedGroup;
}

export function isRetentionPaused({ state }: Pick<RetentionGroup, 'state'>): boolean {
  return typeof state?.retention.frozen === 'string';
}

/** Databases that need attention come first. */
export function retentionGroups(
  states: readonly DatabaseState[],
  backups: readonly Backup[],
  { removed, kept }: Pick<Cleanup, 'removed' | 'kept'>,
): readonly RetentionGroup[] {
  const known = new Map(backups.map((backup) => [backup.filename, backup]));
  const removedByDatabase = byDatabase(removed, known);
  const keptByDatabase = byDatabase(kept, known);
  const configured = new Map(states.map((state) => [state.database, state]));
  const others = [...new Set([...removedByDatabase.keys(), ...keptByDatabase.keys()])].filter(
    (name) => name === undefined || !configured.has(name),
  );
  return [...configured.keys(), ...others.sort(byName)]
    .map((database) => {
      const removedOnes = removedByDatabase.get(database) ?? [];
      const keptOnes = keptByDatabase.get(database) ?? [];
      return {
        database,
        state: database === undefined ? undefined : configured.get(database),
        backups: group([...removedOnes, ...keptOnes]),
        removed: group(removedOnes),
        kept: group(keptOnes),
      };
    })
    .sort((one, other) => urgencyOf(other) - urgencyOf(one));
}

function byDatabase(
  decisions: readonly CleanupDecision[],
  known: ReadonlyMap<string, Backup>,
): ReadonlyMap<string | undefined, readonly DecidedBackup[]> {
  const groups = new Map<string | undefined, DecidedBackup[]>();
  for (const decision of decisions) {
    const backup = known.get(decision.filename);
    const database = backup?.database ?? undefined;
    const list = groups.get(database) ?? [];
    list.push({ ...decision, backup });
    groups.set(database, list);
  }
  return groups;
}

function group(decided: readonly DecidedBackup[]): DecidedGroup {
  return { decided, bytes: decided.reduce((sum, { backup }) => sum + (backup?.size ?? 0), 0) };
}

function urgencyOf(of: RetentionGroup): number {
  if (isRetentionPaused(of)) return 2;
  return of.removed.decided.length > 0 ? 1 : 0;
}

/** Files of an unknown database come last. */
function byName(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? 1 : -1;
  return one.localeCompare(other);
}
