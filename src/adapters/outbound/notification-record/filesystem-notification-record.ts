import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import type { NotificationRecord } from '../../../application/ports/notification-record.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import {
  EMPTY_NOTIFICATION_STATE,
  type NotificationState,
} from '../../../domain/notification/notification-state.ts';
import { directoryException } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { WRITE_AT_ONCE, readSmallFile } from '../files/read-small-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { formatNotificationState, parseNotificationState } from './notification-document.ts';

/** An update takes milliseconds; a lock whose holder was killed goes stale before the last retry. */
const LOCK_OPTIONS = {
  realpath: false,
  stale: 5000,
  retries: { retries: 160, factor: 1, minTimeout: 50, maxTimeout: 100, randomize: true },
  // Somebody who was suspended in the middle of an update: the rename is whole all the same.
  onCompromised: () => undefined,
};

/** `.state/notifications.json` of the backup directory. */
export class FilesystemNotificationRecord implements NotificationRecord {
  readonly #folder: string;
  readonly #path: string;

  constructor(backupDirectory: string) {
    this.#folder = join(backupDirectory, '.state');
    this.#path = join(this.#folder, 'notifications.json');
  }

  async read(): Promise<NotificationState> {
    try {
      return parseNotificationState(await readSmallFile(this.#path)) ?? EMPTY_NOTIFICATION_STATE;
    } catch {
      // The port says so: what cannot be read was not told.
      return EMPTY_NOTIFICATION_STATE;
    }
  }

  async update(change: (state: NotificationState) => NotificationState): Promise<void> {
    try {
      await makeDirectory(this.#folder);
      const unlock = await lock(this.#path, LOCK_OPTIONS);
      try {
        await this.#replace(formatNotificationState(change(await this.read())));
      } finally {
        await unlock().catch(() => undefined);
      }
    } catch (error) {
      throw isHeld(error) ? this.#held(error) : directoryException(error, this.#path);
    }
  }

  async #replace(text: string): Promise<void> {
    const temporary = `${this.#path}.new`;
    try {
      // Only the holder of the lock writes it: what a dead one left is overwritten.
      await writeFile(temporary, text, { mode: 0o600, flag: WRITE_AT_ONCE, flush: true });
      await rename(temporary, this.#path);
    } catch (error) {
      await removeQuietly(temporary);
      throw error;
    }
    await syncDirectory(this.#folder);
  }

  #held(cause: Error): BackupDirectoryException {
    return new BackupDirectoryException(`another process holds ${this.#path}`, {
      hint: `If no backup-manager runs, remove ${this.#path}.lock.`,
      details: { path: this.#path },
      cause,
    });
  }
}

function isHeld(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}
