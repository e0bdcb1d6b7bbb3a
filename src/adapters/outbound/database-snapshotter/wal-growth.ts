import { statSync } from 'node:fs';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';

const LOOK_INTERVAL_MS = 200;
const BYTES_PER_MB = 1024 * 1024;

/**
 * Watches a write-ahead log while a capture pins it: until the capture lets go, checkpoints cannot restart the log
 * and every commit makes it longer.
 */
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

  /** Bytes the log has grown by since the watch began. */
  bytes(): number {
    return Math.max(0, this.#size() - this.#startBytes);
  }

  /**
   * Waits for `work`, but no longer than the log stays below the ceiling.
   * @throws BackupCreationException the log outgrew it
   */
  async guard<T>(work: Promise<T>): Promise<T> {
    const outgrown = new Promise<never>((_resolve, reject) => {
      this.#timer = setInterval(() => {
        if (this.bytes() > this.#maxBytes) reject(this.#outgrown());
      }, LOOK_INTERVAL_MS);
    });
    return Promise.race([work, outgrown]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #size(): number {
    return statSync(this.#walPath, { throwIfNoEntry: false })?.size ?? 0;
  }

  #outgrown(): BackupCreationException {
    const limitMb = String(Math.floor(this.#maxBytes / BYTES_PER_MB));
    return new BackupCreationException(
      `the write-ahead log grew by more than max_wal_growth_mb (${limitMb} MB) during the capture`,
      {
        hint: 'Back up in a quieter moment, choose a faster compression, or raise max_wal_growth_mb.',
        details: { wal_growth_bytes: this.bytes() },
      },
    );
  }
}
