import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import type { Clock } from '../ports/clock.ts';
import type { NamedStore } from '../stores/named-store.ts';
import { listEach, type StoreListing } from '../stores/restore-points.ts';

/** A remote store with an empty cache needs some seconds for thousands of backups. */
const LONGEST_LISTING_MS = 30_000;

/**
 * Lists stores for a report, at the same time. A slow store delays no report beyond the limit: it counts as unreachable,
 * and the next report waits for the same listing instead of starting another one.
 */
export class StoreListings {
  readonly #stores: readonly NamedStore[];
  readonly #clock: Pick<Clock, 'deadline'>;
  readonly #pending = new Map<NamedStore, Promise<StoreListing>>();

  constructor({
    stores,
    clock,
  }: {
    readonly stores: readonly NamedStore[];
    readonly clock: Pick<Clock, 'deadline'>;
  }) {
    this.#stores = stores;
    this.#clock = clock;
  }

  /** In the order of the stores. */
  async list(): Promise<readonly StoreListing[]> {
    // The primary store has no limit here: without its backups there is no report.
    return Promise.all(
      this.#stores.map((named, index) => (index === 0 ? listStore(named) : this.#listInTime(named))),
    );
  }

  #listOne(named: NamedStore): Promise<StoreListing> {
    const pending = this.#pending.get(named);
    if (pending !== undefined) return pending;
    const listing = listStore(named).finally(() => {
      this.#pending.delete(named);
    });
    this.#pending.set(named, listing);
    return listing;
  }

  async #listInTime(named: NamedStore): Promise<StoreListing> {
    const deadline = this.#clock.deadline(LONGEST_LISTING_MS);
    const late = new Promise<StoreListing>((resolve) => {
      deadline.signal.addEventListener('abort', () => {
        resolve({ named, error: tooSlow(named) });
      });
    });
    try {
      return await Promise.race([this.#listOne(named), late]);
    } finally {
      deadline.cancel();
    }
  }
}

async function listStore(named: NamedStore): Promise<StoreListing> {
  const [listing] = await listEach([named]);
  if (listing === undefined) throw new TypeError('one store has one listing');
  return listing;
}

function tooSlow({ name, store: { location } }: NamedStore): BackupTimeoutException {
  const seconds = String(LONGEST_LISTING_MS / 1000);
  return new BackupTimeoutException(
    `the store ${name} did not list its backups within ${seconds} s: ${location}`,
    {
      hint: 'Check the mount or the network of this store.',
      details: { store: name, location },
    },
  );
}
