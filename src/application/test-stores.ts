import { passed, worstResult, type PreflightCheck } from '../domain/health/preflight.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import type { StoreCheck } from './ports/backup-store.ts';
import { storeNamed, type NamedStore } from './stores/named-store.ts';

export interface TestStoresCommand {
  /** `undefined` tests all. */
  readonly store?: string | undefined;
}

export interface TestedStore {
  readonly store: string;
  readonly location: string;
  /** The worst of the checks. */
  readonly result: StoreCheck['result'];
  readonly checks: readonly StoreCheck[];
}

/** Tries what backups need in each store: lists, writes, reads and removes. */
export class TestStores {
  readonly #stores: readonly NamedStore[];

  constructor({ stores }: { readonly stores: readonly NamedStore[] }) {
    this.#stores = stores;
  }

  /**
   * Problems are results, not exceptions.
   * @throws UsageException no store has this name
   */
  async execute({ store }: TestStoresCommand): Promise<readonly TestedStore[]> {
    const stores = store === undefined ? this.#stores : [storeNamed(this.#stores, store)];
    return Promise.all(
      stores.map(async (named) => {
        const checks = await testStore(named);
        return { store: named.name, location: named.store.location, result: worstResult(checks), checks };
      }),
    );
  }
}

async function testStore({ store }: NamedStore): Promise<readonly StoreCheck[]> {
  try {
    return await store.test();
  } catch (error) {
    if (!(error instanceof BackupManagerException)) throw error;
    return [{ name: 'list', result: 'failed', detail: error.message, hint: error.hint }];
  }
}

/** For `doctor`: the problems of a store, or one line that it can be used. */
export async function storePreflight(named: NamedStore): Promise<readonly PreflightCheck[]> {
  const name = `store ${named.name}`;
  const problems = (await testStore(named)).filter(({ result }) => result !== 'ok');
  if (problems.length === 0) return [passed(name, `${named.store.location} can be used`)];
  return problems.map(({ name: step, result, detail, hint }) => ({
    ...{ name, result, hint },
    detail: `${step}: ${detail}`,
  }));
}
