import { join } from 'node:path';
import type { StoreCheck } from '../../../application/ports/backup-store.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeFile } from '../files/remove-file.ts';
import { stagedName } from '../files/state-layout.ts';
import type { ObjectStorage } from '../object-storage/object-storage.ts';

/** Every sweep of staging removes files of this owner. */
const NO_OWNER = '';
const CONTENT = 'test';
const SECOND_MS = 1000;
const MAX_CLOCK_DIFFERENCE_S = 60;

/** The steps of a test, each returns its detail. */
export interface TestSteps {
  readonly list: () => Promise<string>;
  readonly write: () => Promise<string>;
  readonly read: () => Promise<string>;
  readonly remove: () => Promise<string>;
}

/** A later step needs the ones before it; only `remove` follows a failed `read`. */
export async function testSteps(steps: TestSteps): Promise<readonly StoreCheck[]> {
  const list = await attempt('list', steps.list);
  if (list.result === 'failed') return [list];
  const write = await attempt('write', steps.write);
  if (write.result === 'failed') return [list, write];
  return [list, write, await attempt('read', steps.read), removal(await attempt('remove', steps.remove))];
}

/** @param count lists the backups */
export async function testDirectory(
  directory: string,
  staging: string,
  count: () => Promise<number>,
): Promise<readonly StoreCheck[]> {
  const path = join(staging, stagedName(NO_OWNER, '.probed'));
  const within = <T>(work: () => Promise<T>): Promise<T> => withDirectoryErrors(directory, work);
  return testSteps({
    list: async () => `${String(await count())} backups`,
    write: async () => {
      await within(async () => {
        await makeDirectory(staging);
        await writeAtomically(path, CONTENT, join(staging, stagedName(NO_OWNER, '.probe')));
        await syncDirectory(staging);
      });
      return 'written and renamed';
    },
    read: async () => asWritten(path, await within(() => readSmallFile(path))),
    remove: async () => {
      await within(() => removeFile(path));
      return 'removed';
    },
  });
}

/**
 * @param part the first part of all keys of the host
 * @param count lists the backups
 */
export async function testObjects(
  storage: ObjectStorage,
  part: string,
  count: () => Promise<number>,
): Promise<readonly StoreCheck[]> {
  // One name for all tests: where removals are refused, they do not pile up.
  const key = `${part}/.test`;
  const checks = await testSteps({
    list: async () => `${String(await count())} backups of this host`,
    write: async () => {
      await storage.write(key, new TextEncoder().encode(CONTENT));
      return 'written';
    },
    read: async () =>
      asWritten(`${storage.location}/${key}`, new TextDecoder().decode(await storage.read(key))),
    remove: async () => {
      await storage.remove(key);
      return 'removed';
    },
  });
  const isUsable = checks.every(({ name, result }) => name !== 'list' || result === 'ok');
  return isUsable ? [...checks, ...(await clockCheck(storage))] : checks;
}

/** The server's clock decides what is old enough to be swept, and signatures need both clocks. */
async function clockCheck(storage: ObjectStorage): Promise<readonly StoreCheck[]> {
  const server = await storage.now().catch(() => undefined);
  if (server === undefined) return [];
  const seconds = Math.round(Math.abs(server.getTime() - Date.now()) / SECOND_MS);
  const detail = `the server's clock differs by ${String(seconds)} s`;
  if (seconds <= MAX_CLOCK_DIFFERENCE_S) return [{ name: 'clock', result: 'ok', detail, hint: '' }];
  const hint = 'Correct the clock of this host or of the server (NTP).';
  return [{ name: 'clock', result: 'warning', detail, hint }];
}

function asWritten(location: string, found: string): string {
  if (found === CONTENT) return 'as written';
  throw new StoreException(`${location} differs from what was written`, {
    hint: 'Check the disk or server, and what changes files on their way: a proxy, a gateway.',
    details: { location, reason: 'other' },
  });
}

async function attempt(name: StoreCheck['name'], step: () => Promise<string>): Promise<StoreCheck> {
  try {
    return { name, result: 'ok', detail: await step(), hint: '' };
  } catch (error) {
    if (!(error instanceof BackupManagerException)) throw error;
    return { name, result: 'failed', detail: error.message, hint: error.hint };
  }
}

function removal(check: StoreCheck): StoreCheck {
  if (check.result !== 'failed') return check;
  const hint =
    'Backups can be written but not removed: run retention on a host that may remove them, and set cleanup_after_create to false for this store.';
  return { ...check, result: 'warning', hint };
}
