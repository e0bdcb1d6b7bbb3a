import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import { syncDirectory } from './file-system-support.ts';
import { stagedName, stateDirectoryOf, stateLayout } from './state-layout.ts';
import { knownStore, markerPath, rememberStore, readStoreId } from './known-stores.ts';
import { makeDirectory } from './make-directory.ts';
import { writeAtomically, writeFirst } from './atomic-write.ts';

const FORMAT = 1;
/** The staged marker has no database: every run removes a leftover. */
const NO_DATABASE = '';

/**
 * Marks a backup directory that is in use and remembers its marker's id, here and for later processes. A directory
 * without a marker gets one, also when it has backups. A failed write (a full disk) must not fail a run.
 *
 * @returns a warning when another store was at this path before
 */
export async function markStore(backupDirectory: string): Promise<readonly RunWarning[]> {
  const store = knownStore(backupDirectory);
  const id = await readOrCreateMarker(store.directory).catch(() => undefined);
  if (id === undefined || id === store.id) return [];
  rememberStore({ ...store, id });
  if (store.recordPath !== undefined)
    await record(store.recordPath, store.directory, id).catch(() => undefined);
  if (store.id === undefined) return [];
  return [
    {
      message: `another backup directory than before is at ${store.directory}: its id has changed`,
      hint: `Check whether another disk is mounted there. The earlier backups are on the other disk. This run continues.`,
    },
  ];
}

/** Concurrent processes get the same id. */
async function readOrCreateMarker(directory: string): Promise<string | undefined> {
  const path = markerPath(directory);
  const { staging } = stateLayout(stateDirectoryOf(directory));
  const read = (): Promise<string | undefined> => readStoreId(path);
  const id = await read();
  if (id !== undefined) return id;
  await makeDirectory(staging);
  const text = formatStore({ id: randomUUID() });
  await writeFirst(
    join(staging, stagedName(NO_DATABASE, '.json')),
    path,
    text,
    async () => (await read()) !== undefined,
  );
  await syncDirectory(dirname(path));
  return read();
}

async function record(path: string, directory: string, id: string): Promise<void> {
  await makeDirectory(dirname(path));
  await writeAtomically(path, formatStore({ path: directory, id }), `${path}.${randomUUID()}`);
}

function formatStore(content: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ format: FORMAT, ...content })}\n`;
}
