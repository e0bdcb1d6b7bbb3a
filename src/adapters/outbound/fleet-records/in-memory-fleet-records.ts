import type { FleetListing, FleetRecords } from '../../../application/ports/fleet-records.ts';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import type { FleetRecord, StoredFleetRecord } from '../../../domain/fleet/fleet-record.ts';

const LOCATION = 'memory://fleet';

/** Records in memory. */
export class InMemoryFleetRecords implements FleetRecords {
  readonly location = LOCATION;
  /** The clock of the store; a test replaces it. */
  clock = (): Date => new Date();
  /** Every method fails. */
  isBroken = false;
  /** How often a record was written. */
  writeCount = 0;
  readonly #records = new Map<string, StoredFleetRecord>();

  async write(record: FleetRecord): Promise<void> {
    await this.#request();
    this.writeCount += 1;
    this.#records.set(record.host, { host: record.host, storedAt: this.clock(), record });
  }

  async find(host: string): Promise<FleetRecord | undefined> {
    await this.#request();
    return this.#records.get(host)?.record;
  }

  async list(): Promise<FleetListing> {
    await this.#request();
    return { records: [...this.#records.values()], now: this.clock() };
  }

  /** As another program or a later version wrote it. */
  damage(host: string): void {
    this.#records.set(host, { host, storedAt: this.clock(), record: undefined });
  }

  async #request(): Promise<void> {
    await Promise.resolve();
    if (!this.isBroken) return;
    throw new StoreException(`${LOCATION} is broken`, {
      hint: 'Switch the fault off.',
      details: { location: LOCATION, reason: 'other' },
    });
  }
}
