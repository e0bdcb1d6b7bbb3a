import type { FleetListing, FleetRecords } from '../../../application/ports/fleet-records.ts';
import { StoreException, type StoreProblem } from '../../../domain/exceptions/store-exception.ts';
import type { FleetRecord, StoredFleetRecord } from '../../../domain/fleet/fleet-record.ts';
import { fleetKey, FLEET_PREFIX, hostOfFleetKey } from '../object-storage/host-keys.ts';
import { mapLimited, PARALLEL_REQUESTS } from '../object-storage/limited-parallel.ts';
import type { ObjectStorage, StoredObject } from '../object-storage/object-storage.ts';
import { RecordCache } from '../object-storage/record-cache.ts';
import { fleetText, parseFleetRecord } from './fleet-document.ts';

/** Reasons for a refused write where reading is allowed. */
const READ_ONLY: ReadonlySet<unknown> = new Set<StoreProblem>(['permission', 'protected', 'no_space']);

export interface ObjectFleetRecordsOptions {
  /** Absolute path of a file that saves requests in the next process. It can be deleted at any time. */
  readonly cacheFile?: string | undefined;
}

interface ListedObject {
  readonly host: string;
  readonly object: StoredObject;
}

/** The records as objects on another machine, `fleet/<host>.json`. A listing reads only what has changed. */
export class ObjectFleetRecords implements FleetRecords {
  readonly location: string;
  readonly #storage: ObjectStorage;
  readonly #texts: RecordCache;

  constructor(storage: ObjectStorage, { cacheFile }: ObjectFleetRecordsOptions = {}) {
    this.location = `${storage.location}/${FLEET_PREFIX.slice(0, -1)}`;
    this.#storage = storage;
    this.#texts = new RecordCache(storage, cacheFile);
  }

  async write(record: FleetRecord): Promise<void> {
    await this.#storage.write(fleetKey(record.host), new TextEncoder().encode(fleetText(record)));
  }

  async find(host: string): Promise<FleetRecord | undefined> {
    const bytes = await this.#storage.read(fleetKey(host));
    return bytes && parseFleetRecord(new TextDecoder().decode(bytes), host);
  }

  async list(): Promise<FleetListing> {
    const listed: ListedObject[] = [];
    for await (const object of this.#storage.list(FLEET_PREFIX)) {
      const host = hostOfFleetKey(object.key);
      if (host !== undefined) listed.push({ host, object });
    }
    const records = await mapLimited(listed, PARALLEL_REQUESTS, (one) => this.#record(one));
    await this.#texts.keepOnly(FLEET_PREFIX, new Set(listed.map(({ object }) => object.key)));
    const found = records.filter((record) => record !== undefined);
    return { records: found, now: this.#storage.serverTime ?? (await this.#now(found)) };
  }

  /** Of this machine where the store shows its time to writers only; at least the time of the newest record. */
  async #now(records: readonly StoredFleetRecord[]): Promise<Date> {
    try {
      return await this.#storage.now();
    } catch (error) {
      if (!(error instanceof StoreException) || !READ_ONLY.has(error.details['reason'])) throw error;
      return new Date(Math.max(Date.now(), ...records.map(({ storedAt }) => storedAt.getTime())));
    }
  }

  /** `undefined`: it was removed after the listing. */
  async #record({ host, object }: ListedObject): Promise<StoredFleetRecord | undefined> {
    const text = await this.#texts.text(object);
    if (text === undefined) return undefined;
    return { host, storedAt: object.modifiedAt, record: parseFleetRecord(text, host) };
  }
}
