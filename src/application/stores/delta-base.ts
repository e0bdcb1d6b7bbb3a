import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { isDamaged } from '../../domain/backup/damage.ts';
import { BackupCreationException } from '../../domain/exceptions/backup-creation-exception.ts';
import type { ManifestDraft } from '../ports/backup-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { BackupCopier } from './backup-copier.ts';
import type { FailedCopy } from './copies-report.ts';
import { planNamedCopies } from './copy-plan.ts';
import type { NamedStore } from './named-store.ts';

/** The facts of a backup that is not published yet. */
export type DeltaDraft = Pick<ManifestDraft, 'database' | 'chain' | 'parent'>;

/** The parent of a delta, listed in a store that has all backups below the delta. */
export interface DeltaBase {
  readonly named: NamedStore;
  readonly parent: Backup;
}

/**
 * What a delta depends on in a store; `undefined` for a full, without listing the store.
 * @throws BackupCreationException the store lacks it
 * @throws BackupManagerException the store cannot be listed
 */
export async function baseIn(named: NamedStore, draft: DeltaDraft): Promise<DeltaBase | undefined> {
  if (draft.parent === undefined) return undefined;
  const parent = findParent(await listOf(named, draft), draft);
  if (parent !== undefined) return { named, parent };
  throw new BackupCreationException(`it depends on ${draft.parent.filename}, which the store lacks`, {
    hint: syncHint(named),
    details: { store: named.name, parent: draft.parent.filename },
  });
}

/**
 * Copies to a store the backups below a delta that it lacks, parents first.
 * @throws BackupCreationException one of them was not copied
 * @throws BackupManagerException the store cannot be listed
 */
export async function completeBase(
  target: NamedStore,
  draft: DeltaDraft,
  source: DeltaBase,
  copier: BackupCopier,
  run: RunContext,
): Promise<void> {
  const backups = await listOf(target, draft);
  if (findParent(backups, draft) !== undefined) return;
  const { copies } = planNamedCopies([source.parent], source.named, { named: target, backups });
  let failed: FailedCopy | undefined;
  await copier.copyAll(copies, run, (outcome) => {
    failed ??= outcome.failed?.[0];
  });
  if (failed === undefined) return;
  const { filename = source.parent.filename, error } = failed;
  throw new BackupCreationException(
    `it depends on ${filename}, which could not be copied there: ${error.message}`,
    { hint: `${error.hint} ${syncHint(target)}`, details: { store: target.name, parent: filename } },
  );
}

function listOf({ store }: NamedStore, { database }: DeltaDraft): Promise<readonly Backup[]> {
  return store.list({ database });
}

/** The very parent on record, with all backups below it. */
function findParent(backups: readonly Backup[], { chain, parent }: DeltaDraft): Backup | undefined {
  const found = backups.find(({ filename }) => filename === parent?.filename);
  const manifest = found && manifestOf(found);
  if (found === undefined || manifest === undefined || isDamaged(found)) return undefined;
  return manifest.storedSha256 === parent?.storedSha256 && manifest.chain === chain ? found : undefined;
}

function syncHint({ name }: NamedStore): string {
  return `Place the missing backups: backup-manager sync --store ${name}`;
}
