import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FaultWorld } from './fault-world.ts';

const DATA_FILE = /^[A-Za-z0-9].*\.db(\.gz)?$/;

interface ManifestDocument {
  readonly stored_sha256: string;
  readonly database_sha256: string;
}

export function dataFiles(world: FaultWorld): readonly string[] {
  return world.names('backups').filter((name) => DATA_FILE.test(name));
}

/** Digests of the databases in the data files, unpacked without the product. */
export function storedDatabases(world: FaultWorld): ReadonlySet<string> {
  return new Set(dataFiles(world).map((name) => sha256(unpacked(world, name))));
}

/** Problems of data files with a manifest: each must be complete and match its manifest. */
export function storedProblems(world: FaultWorld): readonly string[] {
  const names = world.names('backups');
  return dataFiles(world).flatMap((name) => {
    if (!names.includes(`${name}.json`)) return [];
    try {
      const manifest = JSON.parse(
        readFileSync(world.path('backups', `${name}.json`), 'utf8'),
      ) as ManifestDocument;
      const stored = readFileSync(world.path('backups', name));
      if (sha256(stored) !== manifest.stored_sha256) return [`${name} is not the file of its manifest`];
      if (sha256(unpacked(world, name)) === manifest.database_sha256) return [];
      return [`${name} does not hold the database of its manifest`];
    } catch (error) {
      return [`${name} cannot be read: ${String(error)}`];
    }
  });
}

/** Whether the state file of a backup has a pin. */
export function isPinned(world: FaultWorld, name: string): boolean {
  if (!world.names('backups').includes(`${name}.state.json`)) return false;
  const text = readFileSync(world.path('backups', `${name}.state.json`), 'utf8');
  return (JSON.parse(text) as { readonly pinned: boolean }).pinned;
}

/** Remains of a run that the next one should have removed. */
export function leftovers(world: FaultWorld): readonly string[] {
  const names = world.names('backups');
  const records = names.filter((name) => {
    const dataFile = name.replace(/(\.state)?\.json$/, '');
    return dataFile !== name && !names.includes(dataFile);
  });
  const staged = world.names('backups', '.state', 'staging').map((name) => `staging/${name}`);
  const beside = world.names('data').filter((name) => !/^[a-z]+\.db(-wal|-shm|-journal)?$/.test(name));
  return [...records, ...staged, ...beside];
}

function unpacked(world: FaultWorld, name: string): Buffer {
  const stored = readFileSync(world.path('backups', name));
  return name.endsWith('.gz') ? gunzipSync(stored) : stored;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
