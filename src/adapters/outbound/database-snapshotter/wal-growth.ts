import { statSync } from 'node:fs';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';

const LOOK_INTERVAL_MS = 200;
const BYTES_PER_MB = 1024 * 1024;

/** Watches the WAL during a capture: the read transaction keeps checkpoints from restarting it, so commits make it grow. */
export class WalGrowth {
  readonly #walPath: string;
  readonly #maxBytes: number;
  readonly #startBytes: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(databasePath: string, maxBytes: number) {
    this.#walPath = `${databasePath}-wal`;
    this.#maxBytes = maxBytes;
    this.#startBytes = this.#size();
  }

  /** Bytes since the start of the watch. */
  bytes(): number {
    return Math.max(0, this.#size() - this.#startBytes);
  }

  /**
   * Waits for `work` while the WAL is below the limit.
   * @throws BackupCreationException the WAL grew beyond it
   */
  async guard<T>(work: Promise<T>): Promise<T> {
    const limitExceeded = new Promise<never>((_resolve, reject) => {
      this.#timer = setInterval(() => {
        if (this.bytes() > this.#maxBytes) reject(this.#limitExceeded());
      }, LOOK_INTERVAL_MS);
    });
    return Promise.race([work, limitExceeded]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #size(): number {
    return statSync(this.#walPath, { throwIfNoEntry: false })?.size ?? 0;
  }

  #limitExceeded(): BackupCreationException {
    const limitMb = String(Math.floor(this.#maxBytes / BYTES_PER_MB));
    return new BackupCreationException(
      `the write-ahead log grew by more than max_wal_growth_mb (${limitMb} MB) during the capture`,
      {
        hint: 'Back up at a time with less writes, choose a faster compression, or raise max_wal_growth_mb.',
        details: { wal_growth_bytes: this.bytes() },
      },
    );
  }
}
