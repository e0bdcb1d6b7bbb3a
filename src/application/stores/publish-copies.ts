import { manifestOf, type Backup, type BackupState } from '../../domain/backup/backup.ts';
import { closureOf, linkChains } from '../../domain/backup/chain.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { ManifestDraft, OpenArtifact } from '../ports/backup-store.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { BackupCopier, type BackupCopierPorts } from './backup-copier.ts';
import { baseIn, completeBase, type DeltaBase } from './delta-base.ts';
import type { NamedStore } from './named-store.ts';

/** The result of placing a backup in one store. */
export type CopyResult =
  | { readonly store: string; readonly result: 'ok'; readonly error?: undefined }
  | { readonly store: string; readonly result: 'failed'; readonly error: BackupManagerException };

export interface PublishPorts extends BackupCopierPorts {
  readonly stores: readonly NamedStore[];
  readonly staging: StagingArea;
}

export interface StagedBackup {
  readonly path: string;
  readonly draft: ManifestDraft;
  readonly state: BackupState;
}

export interface Published {
  /** With the backups below it. */
  readonly backup: Backup;
  readonly manifest: Manifest;
  /** One per store, in their order. */
  readonly copies: readonly CopyResult[];
}

/**
 * Publishes a staged artifact in the first store that takes it, which gives it its name, and places copies in the others
 * at the same time. One store failing does not fail the others.
 * A delta is placed only in a store that has the backups below it. It is published in the first store that has them; the
 * others get those that they lack from there. Of a full no store is listed.
 *
 * @throws BackupManagerException every store failed: the error of the first one
 */
export async function publishCopies(
  ports: PublishPorts,
  staged: StagedBackup,
  run: RunContext,
): Promise<Published> {
  const { stores, staging } = ports;
  // Open: publishing moves the staged file.
  const artifact = await staging.open(staged.path);
  try {
    const failed: CopyResult[] = [];
    for (const [index, named] of stores.entries()) {
      const { name } = named;
      const published = await attempt(name, () => publish(named, staged, run));
      if (published.error !== undefined) {
        failed.push(published);
        continue;
      }
      const { backup, base } = published.value;
      const manifest = manifestOf(backup);
      if (manifest === undefined) throw new TypeError('a published backup has its manifest');
      run.detail(`published ${backup.filename}`, { store: name });
      const placing = { manifest, state: staged.state, artifact, base, copier: new BackupCopier(ports) };
      const copies = await placeCopies(stores.slice(index + 1), placing, run);
      const all = [...failed, { store: name, result: 'ok' } as const, ...copies];
      warnOfFailures(all, backup.filename, run);
      return { backup, manifest, copies: all };
    }
    throw failed[0]?.error ?? new TypeError('there is a store');
  } finally {
    await artifact.close();
  }
}

async function publish(
  named: NamedStore,
  { path, draft, state }: StagedBackup,
  run: RunContext,
): Promise<{ readonly backup: Backup; readonly base: DeltaBase | undefined }> {
  const base = await baseIn(named, draft);
  const backup = await named.store.publish(path, draft, state, run.signal);
  const below = base === undefined ? [] : closureOf(base.parent);
  return { backup: linkChains([backup, ...below])[0] ?? backup, base };
}

interface BackupToPlace {
  readonly manifest: Manifest;
  readonly state: BackupState;
  readonly artifact: OpenArtifact;
  /** Of a delta. */
  readonly base: DeltaBase | undefined;
  readonly copier: BackupCopier;
}

async function placeCopies(
  stores: readonly NamedStore[],
  { manifest, state, artifact, base, copier }: BackupToPlace,
  run: RunContext,
): Promise<readonly CopyResult[]> {
  return Promise.all(
    stores.map(async (named): Promise<CopyResult> => {
      const { name, store } = named;
      const placed = await attempt(name, async () => {
        if (base !== undefined) await completeBase(named, manifest, base, copier, run);
        await store.place(manifest, state, artifact, run.signal);
      });
      if (placed.error !== undefined) return placed;
      run.detail(`placed ${manifest.filename}`, { store: name });
      return { store: name, result: 'ok' };
    }),
  );
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly store: string; readonly result: 'failed'; readonly error: BackupManagerException };

async function attempt<T>(store: string, work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    // A bug, or the end of the run.
    if (!(error instanceof BackupManagerException)) throw error;
    return { store, result: 'failed', error };
  }
}

function warnOfFailures(copies: readonly CopyResult[], filename: string, run: RunContext): void {
  for (const { store, error } of copies) {
    if (error === undefined) continue;
    const sync = `backup-manager sync --store ${store}`;
    run.warn(
      `${filename} has no copy in the store ${store}: ${error.message}`,
      error.hint.includes(sync) ? error.hint : `${error.hint} Then: ${sync}`,
    );
  }
}
