import type { NotificationRecord } from '../../../application/ports/notification-record.ts';
import {
  EMPTY_NOTIFICATION_STATE,
  type NotificationState,
} from '../../../domain/notification/notification-state.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { formatNotificationState, parseNotificationState } from './notification-document.ts';

/** The record as a file on an in-memory disk, so that a test can damage it as a disk would. */
export class InMemoryNotificationRecord implements NotificationRecord {
  readonly #disk: InMemoryDisk;
  readonly #path: string;

  constructor(disk: InMemoryDisk, backupDirectory = '/backup') {
    this.#disk = disk;
    this.#path = `${backupDirectory}/.state/notifications.json`;
  }

  async read(): Promise<NotificationState> {
    return Promise.resolve(this.#state());
  }

  async update(change: (state: NotificationState) => NotificationState): Promise<void> {
    this.#disk.write(this.#path, formatNotificationState(change(this.#state())));
    return Promise.resolve();
  }

  #state(): NotificationState {
    const bytes = this.#disk.read(this.#path);
    if (bytes === undefined) return EMPTY_NOTIFICATION_STATE;
    return parseNotificationState(new TextDecoder().decode(bytes)) ?? EMPTY_NOTIFICATION_STATE;
  }
}
