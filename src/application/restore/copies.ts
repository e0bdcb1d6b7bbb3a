import { isManaged, isVerified, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { damageKindOf, damageOf, isDamaged } from '../../domain/backup/damage.ts';
import { BackupDirectoryException, UNREADABLE } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { BackupNotFoundException } from '../../domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { StoreException } from '../../domain/exceptions/store-exception.ts';
import { findBackup, lookUp } from '../backups/find-backup.ts';
import { notFound } from '../find-copy.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { NamedStore } from '../stores/named-store.ts';
import type { RestorePoint, StoreFailure } from '../stores/restore-points.ts';

/** A backup and the store to read it from. */
export interface StoredCopy {
  readonly name: string;
  readonly store: BackupStore;
  readonly backup: Backup;
}

/** A store that was not used although it comes first, or may have a copy. */
export interface PassedOver {
  readonly store: string;
  readonly error: string;
  readonly hint: string;
}

/**
 * The copies of one backup in the order in which a restore tries them: the verified ones in the order of the stores, then
 * the others, damaged ones last. The copy of a delta is as good as the backups below it in the same store. Stores are
 * listed only as far as copies are needed.
 */
export class Copies {
  readonly #search: AsyncIterator<StoredCopy>;
  /** Stores that do not answer, and copies that failed. */
  readonly #failed: PassedOver[];
  /** Found, but not verified: they come last. */
  readonly #unverified: StoredCopy[] = [];
  readonly #reported = new Set<string>();
  #current: StoredCopy | undefined;

  private constructor(search: AsyncIterator<StoredCopy>, failed: PassedOver[]) {
    this.#search = search;
    this.#failed = failed;
  }

  /** One copy without an alternative. */
  static async of(copy: StoredCopy): Promise<Copies> {
    return Copies.#start(iterate([copy]), []);
  }

  /**
   * Looks a file name or path up in the stores.
   * @throws BackupNotFoundException
   * @throws BackupManagerException no store that answers has the backup, and a store does not answer
   */
  static async named(stores: readonly NamedStore[], filename: string): Promise<Copies> {
    const [first, ...others] = stores;
    if (first !== undefined && others.length === 0) {
      const { name, store } = first;
      return Copies.of({ name, store, backup: await findBackup(store, filename) });
    }
    const failures: StoreFailure[] = [];
    const failed: PassedOver[] = [];
    const search = lookUpIn(stores, filename, (failure) => {
      failures.push(failure);
      failed.push(unlisted(failure));
    });
    const copies = new Copies(search, failed);
    copies.#current = await copies.#next();
    if (copies.#current !== undefined) return copies;
    throw failures[0]?.error ?? notFound(filename, stores);
  }

  /** @param failures of the stores that could not be listed */
  static async ofPoint(
    { copies }: RestorePoint,
    stores: readonly NamedStore[],
    failures: readonly StoreFailure[],
  ): Promise<Copies> {
    const found = copies.flatMap(({ store: name, backup }) => {
      const named = stores.find((one) => one.name === name);
      return named === undefined ? [] : [{ name, store: named.store, backup }];
    });
    return Copies.#start(iterate(found), failures.map(unlisted));
  }

  static async #start(search: AsyncIterator<StoredCopy>, failed: PassedOver[]): Promise<Copies> {
    const copies = new Copies(search, failed);
    copies.#current = await copies.#next();
    return copies;
  }

  get current(): StoredCopy {
    if (this.#current === undefined) throw new TypeError('a backup has at least one copy');
    return this.#current;
  }

  /** Stores that were not used, with the reasons. */
  get passedOver(): readonly PassedOver[] {
    return [...this.#failed, ...this.#unverified.map(notVerified)];
  }

  /**
   * Takes the next copy after a failure of the current one.
   * @throws the failure when it is none of the copy, or there is no other copy
   */
  async passOver(failure: unknown): Promise<void> {
    if (!isOfCopy(failure)) throw failure;
    const next = await this.#next();
    if (next === undefined) throw failure;
    const { message, hint } = failure;
    this.#failed.push({ store: this.current.name, error: message, hint });
    this.#current = next;
  }

  /**
   * Takes the first copy that passes a check.
   * @throws the failure of the last copy, where none passes
   */
  async passOverUntil(check: (backup: Backup) => void): Promise<void> {
    for (;;) {
      try {
        check(this.current.backup);
        return;
      } catch (error) {
        await this.passOver(error);
      }
    }
  }

  /** Reports the stores that were passed over since the last call. */
  warn(run: Pick<RunContext, 'warn'>): void {
    for (const { store, error, hint } of this.passedOver) {
      const message = `the store ${store} is not used: ${error}`;
      if (!this.#reported.has(message)) run.warn(message, hint);
      this.#reported.add(message);
    }
  }

  async #next(): Promise<StoredCopy | undefined> {
    for (let next = await this.#search.next(); next.done !== true; next = await this.#search.next()) {
      const copy = next.value;
      if (!isVerified(copy.backup)) this.#unverified.push(copy);
      else if (this.#isCopyOfCurrent(copy)) return copy;
    }
    let copy = this.#takeUnverified();
    while (copy !== undefined && !this.#isCopyOfCurrent(copy)) copy = this.#takeUnverified();
    return copy;
  }

  #takeUnverified(): StoredCopy | undefined {
    const undamaged = this.#unverified.findIndex(({ backup }) => !isDamaged(backup));
    return this.#unverified.splice(Math.max(0, undamaged), 1)[0];
  }

  #isCopyOfCurrent({ backup }: StoredCopy): boolean {
    return this.#current === undefined || areCopies(this.#current.backup, backup);
  }
}

/** Whether another copy may succeed where this failed. */
export function isOfCopy(error: unknown): error is BackupManagerException {
  if (error instanceof BackupDirectoryException) return error.details['reason'] === UNREADABLE;
  if (error instanceof BackupVerificationException || error instanceof StoreException) return true;
  // A store that hangs.
  if (error instanceof BackupManagerException && error.details['hangs'] === true) return true;
  return error instanceof BackupNotFoundException;
}

/** Files of the same name are copies only with the same manifest. Another tool's files never are. */
function areCopies(one: Backup, other: Backup): boolean {
  const [left, right] = [manifestOf(one), manifestOf(other)];
  if (left !== undefined && right !== undefined) return left.storedSha256 === right.storedSha256;
  return isManaged(one) || isManaged(other);
}

async function* lookUpIn(
  stores: readonly NamedStore[],
  filename: string,
  onFailure: (failure: StoreFailure) => void,
): AsyncGenerator<StoredCopy> {
  for (const { name, store } of stores) {
    try {
      const backup = await lookUp(store, filename);
      if (backup !== undefined) yield { name, store, backup };
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      onFailure({ store: name, error });
    }
  }
}

async function* iterate(copies: readonly StoredCopy[]): AsyncGenerator<StoredCopy> {
  for (const copy of copies) yield await Promise.resolve(copy);
}

function unlisted({ store, error: { message, hint } }: StoreFailure): PassedOver {
  return { store, error: `it cannot be listed: ${message}`, hint };
}

function notVerified({ name, backup }: StoredCopy): PassedOver {
  const damage = damageOf(backup);
  const error = damage === undefined ? 'its copy is not verified' : `its copy is damaged: ${damage}`;
  const hint =
    damageKindOf(backup) === 'not_restorable'
      ? `Place the missing backups: backup-manager sync --store ${name}`
      : `Verify it: backup-manager verify ${backup.filename} --store ${name}`;
  return { store: name, error, hint };
}
