import { manifestOf, type Backup, type BackupState } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { ManifestDraft, OpenArtifact } from '../ports/backup-store.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { NamedStore } from './named-store.ts';

/** The result of placing a backup in one store. */
export type CopyResult =
  | { readonly store: string; readonly result: 'ok'; readonly error?: undefined }
  | { readonly store: string; readonly result: 'failed'; readonly error: BackupManagerException };

export interface PublishPorts {
  readonly stores: readonly NamedStore[];
  readonly staging: StagingArea;
}

export interface StagedBackup {
  readonly path: string;
  readonly draft: ManifestDraft;
  readonly state: BackupState;
}

export interface Published {
  readonly backup: Backup;
  readonly manifest: Manifest;
  /** One per store, in their order. */
  readonly copies: readonly CopyResult[];
}

/**
 * Publishes a staged artifact in the first store that takes it, which gives it its name, and places copies in the others
 * at the same time. One store failing does not fail the others.
 *
 * @throws BackupManagerException every store failed: the error of the first one
 */
export async function publishCopies(
  { stores, staging }: PublishPorts,
  staged: StagedBackup,
  run: RunContext,
): Promise<Published> {
  // Open: publishing moves the staged file.
  const artifact = await staging.open(staged.path);
  try {
    const failed: CopyResult[] = [];
    for (const [index, { name, store }] of stores.entries()) {
      const { path, draft, state } = staged;
      const published = await attempt(name, () => store.publish(path, draft, state, run.signal));
      if (published.error !== undefined) {
        failed.push(published);
        continue;
      }
      const backup = published.value;
      const manifest = manifestOf(backup);
      if (manifest === undefined) throw new TypeError('a published backup has its manifest');
      run.detail(`published ${backup.filename}`, { store: name });
      const rest = stores.slice(index + 1);
      const copies = await placeCopies(rest, { manifest, state: staged.state, artifact }, run);
      const all = [...failed, { store: name, result: 'ok' } as const, ...copies];
      warnOfFailures(all, backup.filename, run);
      return { backup, manifest, copies: all };
    }
    throw failed[0]?.error ?? new TypeError('there is a store');
  } finally {
    await artifact.close();
  }
}

interface BackupToPlace {
  readonly manifest: Manifest;
  readonly state: BackupState;
  readonly artifact: OpenArtifact;
}

async function placeCopies(
  stores: readonly NamedStore[],
  { manifest, state, artifact }: BackupToPlace,
  run: RunContext,
): Promise<readonly CopyResult[]> {
  return Promise.all(
    stores.map(async ({ name, store }): Promise<CopyResult> => {
      const placed = await attempt(name, () => store.place(manifest, state, artifact, run.signal));
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
    run.warn(
      `${filename} has no copy in the store ${store}: ${error.message}`,
      `${error.hint} Then: backup-manager sync --store ${store}`,
    );
  }
}
