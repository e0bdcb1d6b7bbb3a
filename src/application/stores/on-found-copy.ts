import type { AdoptBackup } from '../adopt-backup.ts';
import type { ChangeBackupState } from '../change-backup-state.ts';
import type { DownloadBackup } from '../download-backup.ts';
import type { FindCopy, FindCopyCommand } from '../find-copy.ts';
import type { InspectBackup } from '../inspect-backup.ts';
import type { PlanRestore } from '../plan-restore.ts';
import type { RestoreBackup } from '../restore-backup.ts';
import type { StreamBackup } from '../stream-backup.ts';
import type { VerifyBackup } from '../verify-backup.ts';

interface OnOneBackup {
  readonly adoptBackup: Pick<AdoptBackup, 'execute'>;
  readonly changeBackupState: Pick<ChangeBackupState, 'execute'>;
  readonly downloadBackup: Pick<DownloadBackup, 'execute'>;
  readonly inspectBackup: Pick<InspectBackup, 'execute'>;
  readonly verifyBackup: Pick<VerifyBackup, 'execute'>;
}

interface ReadsCopies {
  readonly planRestore: Pick<PlanRestore, 'execute'>;
  readonly restoreBackup: Pick<RestoreBackup, 'execute'>;
  readonly streamBackup: Pick<StreamBackup, 'execute'>;
}

/** The use cases on one backup, in the store whose copy FindCopy chooses. */
export function onFoundCopy(
  findCopy: Pick<FindCopy, 'execute'>,
  inStore: (name: string) => OnOneBackup,
): OnOneBackup {
  const find = async (filename: string, use: Omit<FindCopyCommand, 'filename'> = {}): Promise<OnOneBackup> =>
    inStore((await findCopy.execute({ filename, ...use })).store);
  return {
    adoptBackup: {
      execute: async (command, options) =>
        (await find(command.filename, { isChange: true })).adoptBackup.execute(command, options),
    },
    changeBackupState: {
      execute: async (command, options) =>
        (await find(command.filename, { isChange: true })).changeBackupState.execute(command, options),
    },
    downloadBackup: {
      execute: async (command) => (await find(command.filename)).downloadBackup.execute(command),
    },
    inspectBackup: {
      execute: async (command, options) =>
        (await find(command.filename, { isRestored: true })).inspectBackup.execute(command, options),
    },
    verifyBackup: {
      execute: async (command, options) =>
        (await find(command.filename)).verifyBackup.execute(command, options),
    },
  };
}

/** The use cases that read copies, from one store alone; other stores' files and the safety backup stay theirs. */
export function fromStore(
  store: string,
  { planRestore, restoreBackup, streamBackup }: ReadsCopies,
): ReadsCopies {
  return {
    planRestore: { execute: async (command) => planRestore.execute({ ...command, store }) },
    restoreBackup: {
      execute: async (command, options) => restoreBackup.execute({ ...command, store }, options),
    },
    streamBackup: {
      execute: async (command, options) => streamBackup.execute({ ...command, store }, options),
    },
  };
}
