import { formatManifest } from '../../src/adapters/outbound/files/manifest-document.ts';
import { formatState } from '../../src/adapters/outbound/files/state-document.ts';
import type { ObjectStorage } from '../../src/adapters/outbound/object-storage/object-storage.ts';
import { EMPTY_STATE, type BackupState } from '../../src/domain/backup/backup.ts';
import type { Manifest } from '../../src/domain/backup/manifest.ts';
import { aManifest, daysBefore, digestsOf } from './backup-builder.ts';

const CONTENT = 'content';
const HOUR_DAYS = 1 / 24;

/** Writes a backup as another process would have published it; returns the key of its data. */
export async function putBackup(
  storage: ObjectStorage,
  host: string,
  changes: Partial<Manifest> = {},
  state: BackupState = { ...EMPTY_STATE, pinned: true },
): Promise<string> {
  const manifest = aManifest({ ...digestsOf(CONTENT), ...changes });
  const key = `${host}/${manifest.database}/${manifest.filename}`;
  await storage.write(key, encoded(CONTENT));
  await storage.write(`${key}.state.json`, encoded(formatState(state, manifest.filename)));
  await storage.write(`${key}.json`, encoded(formatManifest(manifest)));
  return key;
}

/** Hourly backups of ten databases; returns the keys of their data. */
export async function putManyBackups(
  storage: ObjectStorage,
  host: string,
  count: number,
): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Promise.all(
    numbers.map((number) =>
      putBackup(storage, host, {
        database: `db${String(number % 10)}`,
        createdAt: daysBefore(Math.floor(number / 10) * HOUR_DAYS),
      }),
    ),
  );
}

export async function keysIn(storage: ObjectStorage): Promise<string[]> {
  const keys = [];
  for await (const { key } of storage.list('')) keys.push(key);
  return keys;
}

export function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
