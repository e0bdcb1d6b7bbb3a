import type { FleetRecord, StoredFleetRecord } from '../../domain/fleet/fleet-record.ts';

export interface FleetListing {
  /** One for each host, in any order. */
  readonly records: readonly StoredFleetRecord[];
  /** The time of the store. */
  readonly now: Date;
}

/**
 * The records of all hosts in one store. A port, because the store is on another machine. Every method throws
 * StoreException when the store cannot be used.
 *
 * **Guarantees**
 * - lists the record of every host as it was written
 * - replaces the record of the same host
 * - keeps hosts apart whose names differ in any way
 * - finds the record of one host, or nothing
 * - has the time of the store, and when it got each record
 * - lists a damaged record and one of a later version as unreadable
 * - ignores other files
 * - lists without writing
 */
export interface FleetRecords {
  /** For messages, without secrets. */
  readonly location: string;
  /** Replaces the record of its host. */
  write(record: FleetRecord): Promise<void>;
  /** `undefined`: there is none, or it is unreadable. */
  find(host: string): Promise<FleetRecord | undefined>;
  list(): Promise<FleetListing>;
}
