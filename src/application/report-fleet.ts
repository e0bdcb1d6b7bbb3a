import { UsageException } from '../domain/exceptions/usage-exception.ts';
import {
  countByState,
  fleetHost,
  fleetStatus,
  worstFirst,
  type FleetHost,
  type FleetState,
} from '../domain/fleet/fleet-host.ts';
import type { HealthStatus } from '../domain/health/health.ts';
import type { FleetRecords } from './ports/fleet-records.ts';
import { storeNamed, type NamedStore } from './stores/named-store.ts';

export interface ReportFleetCommand {
  /** `undefined`: the first remote store. */
  readonly store?: string | undefined;
}

export interface FleetReport {
  readonly store: string;
  /** Without secrets. */
  readonly location: string;
  /** By the clock of the store. */
  readonly checkedAt: Date;
  readonly status: HealthStatus;
  /** Number of hosts; every state is present. */
  readonly counts: Readonly<Record<FleetState, number>>;
  /** Worst first. */
  readonly hosts: readonly FleetHost[];
}

/**
 * Reports all hosts that write their record to a store. It reads the records only: a host that has backups and never
 * wrote a record is unknown.
 */
export class ReportFleet {
  readonly #stores: readonly NamedStore[];

  constructor({ stores }: { readonly stores: readonly NamedStore[] }) {
    this.#stores = stores;
  }

  /**
   * @throws UsageException no store has this name, it is a directory, or no remote store is configured
   * @throws StoreException the store cannot be used
   */
  async execute({ store }: ReportFleetCommand): Promise<FleetReport> {
    const { name, location, fleetRecords } = this.#chosen(store);
    const { records, now } = await fleetRecords.list();
    const hosts = records.map((record) => fleetHost(record, now)).sort(worstFirst);
    return {
      ...{ store: name, location, checkedAt: now },
      ...{ status: fleetStatus(hosts), counts: countByState(hosts), hosts },
    };
  }

  #chosen(store: string | undefined): {
    readonly name: string;
    readonly location: string;
    readonly fleetRecords: FleetRecords;
  } {
    const named =
      store === undefined
        ? this.#stores.find(({ fleetRecords }) => fleetRecords !== undefined)
        : storeNamed(this.#stores, store);
    const fleetRecords = named?.fleetRecords;
    if (named !== undefined && fleetRecords !== undefined)
      return { name: named.name, location: fleetRecords.location, fleetRecords };
    throw new UsageException(
      named === undefined ? 'no remote store is configured' : `the store ${named.name} is a directory`,
      {
        hint: 'The hosts report in stores of the types s3 and sftp: see the setting stores.',
        ...(named !== undefined && { details: { store: named.name } }),
      },
    );
  }
}
