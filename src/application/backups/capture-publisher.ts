import type { BackupType } from '../../domain/backup/backup-type.ts';
import { EMPTY_STATE, isVerified, manifestOf, typeOf, type Backup } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../domain/exceptions/backup-not-found-exception.ts';
import type { ArtifactLevel } from '../../domain/verification/verification.ts';
import { warnOfChangedNotes } from '../anomalies/content-notes.ts';
import type { SourceWatch } from '../anomalies/source-watch.ts';
import type { ManifestDraft } from '../ports/backup-store.ts';
import type { Unchanged } from '../ports/database-snapshotter.ts';
import type { PageTables } from '../ports/page-tables.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { publishCopies, type CopyResult, type PublishPorts } from '../stores/publish-copies.ts';
import type { ArtifactVerifier } from '../verification/artifact-verifier.ts';
import { verifyCapture } from '../verification/verify-capture.ts';
import { assertUndamaged } from './assert-undamaged.ts';
import { manifestDraft } from './manifest-draft.ts';
import { chainFacts, reasonFor, type CapturePlan } from './plan-capture.ts';
import { recordUnchanged } from './record-unchanged.ts';
import type { WrittenCapture } from './watched-capture.ts';

export interface WantedCapture {
  readonly database: string;
  /** Links resolved. */
  readonly sourcePath: string;
  readonly type?: BackupType | undefined;
  readonly label?: string | undefined;
  readonly pinned?: boolean | undefined;
}

export interface CreatedBackup {
  /** Of an unchanged database the newest one. */
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly verified: boolean;
  /** Of the backup; where nothing changed, of the newest one. */
  readonly type: BackupType;
  /** Why it has this type. */
  readonly reason: string;
  /** Nothing changed since the newest backup: no file was made. */
  readonly unchanged: boolean;
  /** One per store; the backup exists in those that are ok. Empty where no file was made. */
  readonly copies: readonly CopyResult[];
}

export interface CapturePublisherPorts extends PublishPorts {
  readonly verifier: ArtifactVerifier;
  readonly quarantine: Quarantine;
  readonly pageTables: PageTables;
  readonly watch: SourceWatch;
}

export interface CapturePublisherPolicy {
  readonly verifyAfterCreate: 'none' | ArtifactLevel;
  readonly host: string;
  readonly toolVersion: string;
}

interface CaptureToPublish {
  readonly captured: WrittenCapture;
  readonly stagedPath: string;
  /** The database's earlier ones. */
  readonly backups: readonly Backup[];
}

/** Makes a capture a backup. */
export class CapturePublisher {
  readonly #ports: CapturePublisherPorts;
  readonly #policy: CapturePublisherPolicy;

  constructor(ports: CapturePublisherPorts, policy: CapturePublisherPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * Verifies a staged capture and publishes it.
   * @throws as CreateBackup, from the check of the source on
   */
  async publish(
    command: WantedCapture,
    plan: CapturePlan,
    { captured, stagedPath, backups }: CaptureToPublish,
    run: RunContext,
  ): Promise<CreatedBackup> {
    const { database, sourcePath, label, pinned = false } = command;
    const chain = chainFacts(plan, captured);
    // With the duration so far.
    const draftNow = () => manifestDraft(captured, chain, { ...this.#policy, database, sourcePath }, run);
    await assertUndamaged({ captured, draft: draftNow(), stagedPath }, this.#ports, run);
    warnOfChangedNotes(database, captured.sourceCheck, backups, run);
    const parent = chain.parent && plan.parent;
    const staged = { path: stagedPath, database, captured, parent };
    const { verifier } = this.#ports;
    const verifications = await verifyCapture(verifier, staged, this.#policy.verifyAfterCreate, run);
    const state = { ...EMPTY_STATE, label, pinned, verifications };
    run.signal.throwIfAborted();
    const verdict = await this.#ports.watch.compare(database, captured, backups, run);
    const draft = draftNow();
    const published = await publishCopies(this.#ports, { path: stagedPath, draft, state }, run);
    await this.#ports.watch.recordPublished(database, verdict, run);
    if (captured.tablePath !== undefined) await this.#keepTable(draft, captured.tablePath, run);
    const { backup } = published;
    return {
      ...published,
      verified: isVerified(backup),
      type: typeOf(backup),
      reason: reasonFor(plan, captured),
      unchanged: false,
    };
  }

  /** Nothing changed: the newest backup is as good as a new one. */
  async keep(
    database: string,
    { newest, reason }: CapturePlan,
    { tablePath }: Unchanged,
    run: RunContext,
  ): Promise<CreatedBackup> {
    const manifest = newest && manifestOf(newest);
    if (newest === undefined || manifest === undefined)
      throw new TypeError('only a known backup can be unchanged');
    const unchanged = { newest, at: run.startedAt };
    const backup = await recordUnchanged(this.#ports.stores, unchanged, run);
    if (backup === undefined) throw disappeared(manifest.filename);
    if (tablePath !== undefined) await this.#keepTable({ database, type: 'incr' }, tablePath, run);
    return {
      backup,
      manifest,
      verified: isVerified(backup),
      type: typeOf(backup),
      reason: `nothing changed since ${manifest.filename}; planned was: ${reason}`,
      unchanged: true,
      copies: [],
    };
  }

  /** After the backup: a table without its backup must not exist. */
  async #keepTable(
    { database, type }: Pick<ManifestDraft, 'database' | 'type'>,
    tablePath: string,
    run: RunContext,
  ): Promise<void> {
    try {
      await this.#ports.pageTables.commit(database, tablePath, type ?? 'full');
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
      run.warn(
        `the page table of ${database} could not be kept: ${error.message}`,
        `${error.hint} The backup is complete; the next one may be a full.`,
      );
    }
  }
}

function disappeared(filename: string): BackupNotFoundException {
  return new BackupNotFoundException(`${filename}, the newest backup, disappeared during the run`, {
    hint: 'Run the backup again. Find out which program removes files from the backup directory.',
    details: { filename },
  });
}
