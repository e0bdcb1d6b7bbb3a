import { InMemoryOperationLock } from '../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { CleanupBackups, type CleanupBackupsResult } from '../../src/application/cleanup-backups.ts';
import type { BackupStore } from '../../src/application/ports/backup-store.ts';
import { RunCoordinator } from '../../src/application/runs/run-coordinator.ts';
import { ArtifactVerifier } from '../../src/application/verification/artifact-verifier.ts';
import {
  EMPTY_STATE,
  manifestOf,
  newestFirst,
  type Backup,
  type BackupState,
} from '../../src/domain/backup/backup.ts';
import { linkChains } from '../../src/domain/backup/chain.ts';
import { isDamaged } from '../../src/domain/backup/damage.ts';
import type { BackupType } from '../../src/domain/backup/backup-type.ts';
import type { RetentionPolicy } from '../../src/domain/retention/retention-policy.ts';
import type { Check } from '../../src/domain/verification/verification.ts';
import { aBackup, aVerification, DAY_MS } from './backup-builder.ts';
import { InMemoryProduct, TIMEOUT_MS } from './in-memory-product.ts';

export interface Intervals {
  readonly fullDays: number;
  readonly diffDays: number;
}

/** Knows which files are rotten, and reads none. */
class SimulatedVerifier extends ArtifactVerifier {
  readonly #rotten: ReadonlySet<string>;

  constructor(product: InMemoryProduct, rotten: ReadonlySet<string>) {
    super(product, { minFreeBytes: 0 });
    this.#rotten = rotten;
  }

  override async verifyStored({ filename }: Backup): Promise<readonly Check[]> {
    const result = this.#rotten.has(filename) ? 'failed' : 'ok';
    return Promise.resolve([{ name: 'stored_sha256', result, detail: 'read' }]);
  }
}

/** Full, diff and incr backups of one database over years, without their content, and the real cleanup. */
export class SimulatedChains {
  /** Every backup ever made, with its damage and its verifications, also when it was removed. */
  readonly made = new Map<string, Backup>();
  readonly #product = new InMemoryProduct();
  readonly #present = new Set<string>();
  /** Files whose content changed: the next verification finds it. */
  readonly #rotten = new Set<string>();
  readonly #cleanup: CleanupBackups;
  readonly #intervals: Intervals;
  /** File names, as the page tables have them. */
  #full: string | undefined;
  #diff: string | undefined;
  #last: string | undefined;

  constructor(retention: RetentionPolicy, intervals: Intervals) {
    const { anomalies, clock } = this.#product;
    const verifier = new SimulatedVerifier(this.#product, this.#rotten);
    const store: Partial<BackupStore> = {
      list: async () => Promise.resolve(this.list()),
      remove: async ({ filename }) => Promise.resolve(void this.#present.delete(filename)),
      saveState: async ({ filename }, state) => Promise.resolve(this.#saveState(filename, state)),
    };
    this.#intervals = intervals;
    this.#cleanup = new CleanupBackups(
      { store: store as BackupStore, anomalies, verifier, clock },
      new RunCoordinator({ clock, lock: new InMemoryOperationLock(), listeners: [] }),
      { retention, ownRetention: new Map(), anchorMaxAgeMs: DAY_MS, timeoutMs: TIMEOUT_MS },
    );
  }

  setNow(now: Date): void {
    this.#product.clock.setNow(now);
  }

  get now(): Date {
    return this.#product.clock.now();
  }

  list(): readonly Backup[] {
    return this.listOf(this.#present);
  }

  /** As a store with these files would list them. */
  listOf(names: Iterable<string>): readonly Backup[] {
    return linkChains([...names].map((name) => this.#require(name)).sort(newestFirst));
  }

  async cleanUp(): Promise<CleanupBackupsResult> {
    return this.#cleanup.execute({ database: 'app', dryRun: false });
  }

  backUp({ isVerified }: { readonly isVerified: boolean }): Backup {
    const { type, parent } = this.#choose();
    const createdAt = this.now;
    const digest = String(this.made.size).padStart(64, '0');
    const chain = parent?.chain ?? `chain-${digest}`;
    const delta = parent && {
      ...{ type: type === 'diff' ? ('diff' as const) : ('incr' as const), storedBytes: 1000, frames: 5 },
      parent: { filename: parent.filename, storedSha256: parent.storedSha256 },
    };
    const verifications = isVerified ? [aVerification('ok', createdAt)] : [];
    const backup = aBackup({
      createdAt,
      manifest: { storedSha256: digest, chain, ...delta },
      state: { ...EMPTY_STATE, verifications },
    });
    const { filename } = backup;
    if (this.made.has(filename)) throw new TypeError(`${filename} exists already`);
    this.made.set(filename, backup);
    this.#present.add(filename);
    if (type === 'full') this.#full = filename;
    if (type === 'full') this.#diff = undefined;
    if (type === 'diff') this.#diff = filename;
    this.#last = filename;
    return backup;
  }

  /** The file disappears, becomes shorter, or keeps its size with another content. */
  damage({ filename }: Backup, kind: 'gone' | 'cut' | 'rotten'): void {
    if (kind === 'gone') this.#present.delete(filename);
    if (kind === 'rotten') this.#rotten.add(filename);
    if (kind === 'cut') this.made.set(filename, { ...this.#require(filename), storedBytes: 1 });
    if (kind === 'gone') this.made.set(filename, { ...this.#require(filename), isDataMissing: true });
  }

  /** As a run chooses it, from the backups that are there. */
  #choose() {
    const listed = new Map(this.list().map((backup) => [backup.filename, backup]));
    const usable = (name: string | undefined) => {
      const backup = name === undefined ? undefined : listed.get(name);
      return backup === undefined || isDamaged(backup) ? undefined : manifestOf(backup);
    };
    const isDue = (since: Date | undefined, days: number): boolean =>
      since === undefined || this.now.getTime() - since.getTime() >= days * DAY_MS;
    const [full, last] = [usable(this.#full), usable(this.#last)];
    const chosen = (type: BackupType, parent: typeof full) => ({ type, parent });
    if (full === undefined || isDue(full.createdAt, this.#intervals.fullDays))
      return chosen('full', undefined);
    const newestDiff = usable(this.#diff) ?? full;
    const isDiffDue = last === undefined || isDue(newestDiff.createdAt, this.#intervals.diffDays);
    return isDiffDue ? chosen('diff', full) : chosen('incr', last);
  }

  #saveState(filename: string, state: BackupState): Backup {
    const backup = { ...this.#require(filename), state };
    this.made.set(filename, backup);
    return backup;
  }

  #require(filename: string): Backup {
    const backup = this.made.get(filename);
    if (backup === undefined) throw new TypeError(`${filename} was never made`);
    return backup;
  }
}
