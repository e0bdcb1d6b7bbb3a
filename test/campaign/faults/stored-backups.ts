import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { applyDelta } from '../../support/apply-delta.ts';
import type { FaultWorld } from './fault-world.ts';

const DATA_FILE = /^[A-Za-z0-9].*\.(db|wal)(\.gz)?$/;
const BACKUPS = 'backups';

interface ManifestDocument {
  readonly stored_sha256: string;
  readonly database_sha256: string;
  readonly parent?: string;
}

/** @param folder of a store */
export function dataFiles(world: FaultWorld, folder = BACKUPS): readonly string[] {
  return world.names(folder).filter((name) => DATA_FILE.test(name));
}

/** Digests of the databases in the data files, rebuilt without the product. A delta without a manifest is no backup. */
export function storedDatabases(world: FaultWorld, folder = BACKUPS): ReadonlySet<string> {
  const names = world.names(folder);
  const backups = dataFiles(world, folder).filter(
    (name) => names.includes(`${name}.json`) || !name.includes('.wal'),
  );
  return new Set(backups.map((name) => sha256(rebuilt(world, folder, name))));
}

/** Problems of data files with a manifest: each must be complete and match its manifest. */
export function storedProblems(world: FaultWorld, folder = BACKUPS): readonly string[] {
  const names = world.names(folder);
  return dataFiles(world, folder).flatMap((name) => {
    if (!names.includes(`${name}.json`)) return [];
    try {
      const manifest = manifestOf(world, folder, name);
      const stored = readFileSync(world.path(folder, name));
      if (sha256(stored) !== manifest.stored_sha256) return [`${name} is not the file of its manifest`];
      if (sha256(rebuilt(world, folder, name)) === manifest.database_sha256) return [];
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

function rebuilt(world: FaultWorld, folder: string, name: string): Buffer {
  const stored = readFileSync(world.path(folder, name));
  const unpacked = name.endsWith('.gz') ? gunzipSync(stored) : stored;
  if (!name.includes('.wal')) return unpacked;
  const { parent } = manifestOf(world, folder, name);
  return parent === undefined ? unpacked : applyDelta(rebuilt(world, folder, parent), unpacked);
}

function manifestOf(world: FaultWorld, folder: string, name: string): ManifestDocument {
  return JSON.parse(readFileSync(world.path(folder, `${name}.json`), 'utf8')) as ManifestDocument;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
