import { isVerified, manifestOf, type Backup } from '../domain/backup/backup.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { safetyLabel } from '../domain/restore/safety-backup.ts';
import type { Verification } from '../domain/verification/verification.ts';
import { databaseOf } from './backups/find-backup.ts';
import type { ArtifactExtractor } from './ports/artifact-extractor.ts';
import type { Clock } from './ports/clock.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { InPlaceRestorer, TargetSurvey } from './ports/in-place-restorer.ts';
import type { SourceFileFacts } from './ports/source-files.ts';
import type { RestoreBackupCommand, RestoreTarget } from './restore-backup.ts';
import { chooseBackup } from './restore/choose-backup.ts';
import { spaceNeeded } from './restore/in-place-replacement.ts';
import type { PassedOver } from './restore/copies.ts';
import { backupsBeside, inPlaceTarget } from './restore/in-place-target.ts';
import {
  assertOutsideBackups,
  assertRestorable,
  assertTargetSpace,
  databaseBytesOf,
  type TargetPolicy,
  type TargetPorts,
} from './restore/restorable.ts';
import type { NamedStore } from './stores/named-store.ts';
import { selectStores, type StoreSelectionPorts } from './stores/select-stores.ts';
import type { DatabaseRef } from '../domain/databases/database-ref.ts';

export interface RestorePlan extends TargetSurvey {
  readonly backup: Backup;
  /** The store whose copy would be restored. */
  readonly store: string;
  /** Stores that would not be used, with the reasons. */
  readonly passedOverStores: readonly PassedOver[];
  readonly verified: boolean;
  /** The newest conclusive verification. */
  readonly verification: Verification | undefined;
  /** A newer backup that is not verified. */
  readonly passedOver: Backup | undefined;
  /** Future-dated backups that were not chosen, newest first. */
  readonly futureDated: readonly Backup[];
  readonly restoredTo: string;
  readonly neededBytes: number;
  readonly freeBytes: number | undefined;
  /** The safety backup of the present content; `undefined` where none would be made. */
  readonly safetyBackup: PlannedSafetyBackup | undefined;
}

export interface PlannedSafetyBackup {
  readonly database: string;
  readonly label: string;
  /** Maximum of bytes it needs in the backup directory. */
  readonly neededBytes: number;
}

export interface PlanRestorePorts extends TargetPorts, StoreSelectionPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly extractor: ArtifactExtractor;
  readonly inPlaceRestorer: Pick<InPlaceRestorer, 'survey'>;
  readonly diskSpace: DiskSpace;
}

export interface PlanRestorePolicy extends TargetPolicy {
  readonly databases: readonly DatabaseRef[];
}

interface Place {
  readonly path: string;
  readonly isInPlace: boolean;
  readonly survey: TargetSurvey;
}

/** Unknown without extracting another tool's file; the method at a path does not depend on it. */
const UNKNOWN_PAGE_SIZE = 4096;

/** Reports what a restore would do, without changes: it is refused where the restore would be. */
export class PlanRestore {
  readonly #ports: PlanRestorePorts;
  readonly #policy: PlanRestorePolicy;

  constructor(ports: PlanRestorePorts, policy: PlanRestorePolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** @throws BackupManagerException as RestoreBackup, as far as it can be known in advance */
  async execute(command: RestoreBackupCommand): Promise<RestorePlan> {
    const { extractor, diskSpace, sourceFiles } = this.#ports;
    const stores = await selectStores(this.#ports, command);
    const { copies, passedOver, futureDated } = await chooseBackup(stores, command.backup, this.#ports.clock);
    await copies.passOverUntil((each) => {
      assertRestorable(each, extractor);
    });
    const { backup, name } = copies.current;
    const { path, isInPlace, survey } = await this.#place(backup, stores, command.target);
    await assertOutsideBackups(this.#ports, this.#policy, path);
    const { sizeBytes, walBytes } = await sourceFiles.describe(path);
    const neededBytes = spaceNeeded(survey.method, databaseBytesOf(backup), sizeBytes);
    const safetyBackup = {
      database: databaseOf(backup),
      label: safetyLabel(backup.filename),
      neededBytes: sizeBytes + walBytes,
    };
    return {
      ...survey,
      backup,
      store: name,
      passedOverStores: copies.passedOver,
      verified: isVerified(backup),
      verification: backup.state.verifications.findLast(({ result }) => result !== 'inconclusive'),
      passedOver,
      futureDated,
      restoredTo: path,
      neededBytes,
      freeBytes: await assertTargetSpace(diskSpace, path, neededBytes),
      safetyBackup: isInPlace && survey.exists ? safetyBackup : undefined,
    };
  }

  async #place(backup: Backup, stores: readonly NamedStore[], target: RestoreTarget): Promise<Place> {
    const { clock, sourceFiles, inPlaceRestorer } = this.#ports;
    if (target.kind === 'in_place') {
      const backups = await backupsBeside(backup, stores);
      const places = { databases: this.#policy.databases, backups, now: clock.now() };
      const place = await inPlaceTarget(backup, places, sourceFiles);
      return { path: place.path, isInPlace: true, survey: await inPlaceRestorer.survey(place.path, place) };
    }
    const { path, overwrite } = target;
    const { kind } = await sourceFiles.describe(path);
    if (kind === 'missing') {
      const survey = {
        method: 'file',
        reason: 'the target does not exist yet',
        exists: false,
        holders: [],
      } as const;
      return { path, isInPlace: false, survey };
    }
    if (kind !== 'file' || !overwrite) throw notReplaceable(path, kind);
    const holders = await this.#holders(backup, path);
    const reason = 'the whole file is replaced';
    return { path, isInPlace: false, survey: { method: 'file', reason, exists: true, holders } };
  }

  /** For information only: problems of a restore in place do not prevent replacing the file. */
  async #holders(backup: Backup, path: string): Promise<TargetSurvey['holders']> {
    const pageSize = manifestOf(backup)?.pageSize ?? UNKNOWN_PAGE_SIZE;
    try {
      return (await this.#ports.inPlaceRestorer.survey(path, { pageSize })).holders;
    } catch (error) {
      if (error instanceof BackupManagerException) return [];
      throw error;
    }
  }
}

function notReplaceable(path: string, kind: SourceFileFacts['kind']): UsageException {
  return new UsageException(kind === 'file' ? `${path} already exists` : `${path} is not a regular file`, {
    hint: 'Restore to a new path, or add --force to replace a database file; nothing was changed.',
    details: { path },
  });
}
