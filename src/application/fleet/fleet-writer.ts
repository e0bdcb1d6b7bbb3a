import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { StoreException } from '../../domain/exceptions/store-exception.ts';
import { isSameReport, type FleetRecord } from '../../domain/fleet/fleet-record.ts';
import { MINUTE_MS } from '../../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { FleetRecords } from '../ports/fleet-records.ts';
import type { Logger } from '../ports/logger.ts';

/** An unchanged record is written again after this time, to show that the host is alive. */
export const REWRITE_AFTER_MS = 15 * MINUTE_MS;

export interface FleetWriterPorts {
  readonly clock: Clock;
  readonly logger: Logger;
}

interface WrittenRecord {
  readonly record: FleetRecord;
  /** Monotonic. */
  readonly atMs: number;
}

/** Writes the record of this host to one store: one write at a time, and only what is new. */
export class FleetWriter {
  readonly #store: string;
  readonly #records: FleetRecords;
  readonly #ports: FleetWriterPorts;
  /** `null`: not read from the store yet. */
  #written: WrittenRecord | undefined | null = null;
  #wanted: FleetRecord | undefined;
  #working: Promise<void> | undefined;
  /** The last failure, which is logged once. */
  #problem: string | undefined;

  constructor(store: string, records: FleetRecords, ports: FleetWriterPorts) {
    this.#store = store;
    this.#records = records;
    this.#ports = ports;
  }

  /** Writes the record in the background, unless it is in the store already. A failure is a warning in the log. */
  offer(record: FleetRecord): void {
    this.#wanted = record;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Resolves when nothing is being written. Never rejects. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#wanted !== undefined) {
      const record = this.#wanted;
      this.#wanted = undefined;
      try {
        await this.#write(record);
        this.#problem = undefined;
      } catch (error) {
        this.#warn(error);
      }
    }
  }

  async #write(record: FleetRecord): Promise<void> {
    if (this.#written === null) this.#written = await this.#stored(record.host);
    const { clock } = this.#ports;
    if (this.#written !== undefined && isFresh(this.#written, record, clock.monotonicMs())) return;
    await this.#records.write(record);
    this.#written = { record, atMs: clock.monotonicMs() };
  }

  /** What an earlier process of this host wrote. */
  async #stored(host: string): Promise<WrittenRecord | undefined> {
    const { clock } = this.#ports;
    const record = await this.#readable(host);
    const ageMs = record && clock.now().getTime() - record.writtenAt.getTime();
    // One from the future may be of another clock.
    if (record === undefined || ageMs === undefined || ageMs < 0) return undefined;
    return { record, atMs: clock.monotonicMs() - ageMs };
  }

  /** Credentials may write the record and not read it. */
  async #readable(host: string): Promise<FleetRecord | undefined> {
    try {
      return await this.#records.find(host);
    } catch (error) {
      if (error instanceof StoreException && error.details['reason'] === 'permission') return undefined;
      throw error;
    }
  }

  #warn(error: unknown): void {
    const message = `the record of this host was not written to the store ${this.#store}`;
    const { logger } = this.#ports;
    if (!(error instanceof BackupManagerException)) {
      logger.error(message, error);
      return;
    }
    if (this.#problem === error.message) return;
    this.#problem = error.message;
    const { code, hint, details } = error;
    logger.warn(`${message}: ${error.message}`, { code, hint, details });
  }
}

/** Whether the written record says the same, is not too old, and does not promise a later report than this one. */
function isFresh({ record: written, atMs }: WrittenRecord, record: FleetRecord, nowMs: number): boolean {
  const isSooner = written.nextReportBy <= record.nextReportBy;
  return isSameReport(written, record) && isSooner && nowMs - atMs < REWRITE_AFTER_MS;
}
