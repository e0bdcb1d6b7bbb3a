import { join } from 'node:path';
import type { FaultScenario } from './fault-scenarios.ts';
import { createdIfReported } from './created-if-reported.ts';
import type { FaultWorld } from './fault-world.ts';
import { dataFiles, storedDatabases } from './stored-backups.ts';

const NEVER_DUE = '100000';

/** A full, a diff and two incrs; then the live database changes in a few pages, with the commit in the WAL. */
async function chain(world: FaultWorld): Promise<void> {
  world.set('BACKUP_FULL_INTERVAL_HOURS', NEVER_DUE);
  world.set('BACKUP_DIFF_INTERVAL_HOURS', NEVER_DUE);
  world.writeGeneration(1);
  await world.create(world.database);
  for (const generation of [2, 3, 4]) {
    world.set('BACKUP_DIFF_INTERVAL_HOURS', generation === 2 ? '0' : NEVER_DUE);
    world.changeRows(generation);
    await world.create(world.database);
  }
  const types = dataFiles(world).map((name) => /\.(db|wal)/.exec(name)?.[1]);
  if (types.join() !== 'db,wal,wal,wal') throw new Error(`no chain: ${dataFiles(world).join()}`);
  world.changeRows(5, true);
}

/** The last one that was made must have the live database's content. */
function holdsLiveContent(world: FaultWorld): readonly string[] {
  return storedDatabases(world).has(world.contentDigest()) ? [] : ['no backup has the live content'];
}

const createIncr: FaultScenario = {
  name: 'create, incr',
  verifiesAll: true,
  prepare: async (world) => {
    await chain(world);
    return ['create', world.database];
  },
  problems: createdIfReported,
  next: (_world, argv) => argv,
  finalProblems: holdsLiveContent,
};

const createDiff: FaultScenario = {
  ...createIncr,
  name: 'create, diff, rollback mode',
  prepare: async (world) => {
    await chain(world);
    world.set('BACKUP_DIFF_INTERVAL_HOURS', '0');
    world.leaveWalMode();
    return ['create', world.database];
  },
};

const createIncrWithSqlJs: FaultScenario = {
  ...createIncr,
  name: 'create, incr, engine sqljs',
  prepare: async (world) => {
    await chain(world);
    world.set('BACKUP_ENGINE', 'sqljs');
    return ['create', world.database];
  },
};

/** Every page changes: the delta is too large, and both page tables are replaced. */
const createNewChain: FaultScenario = {
  ...createIncr,
  name: 'create, full above a chain',
  prepare: async (world) => {
    await chain(world);
    world.writeGeneration(6, true);
    return ['create', world.database];
  },
};

const createUnchanged: FaultScenario = {
  ...createIncr,
  name: 'create, unchanged',
  prepare: async (world) => {
    await chain(world);
    await world.create(world.database);
    return ['create', world.database];
  },
};

/** Two chains; the newest restore point with its bases stays. */
const cleanupChains: FaultScenario = {
  name: 'cleanup, chains',
  removesBackups: true,
  verifiesAll: true,
  prepare: async (world) => {
    await chain(world);
    world.writeGeneration(6);
    await world.create(world.database);
    for (const generation of [7, 8]) {
      world.changeRows(generation);
      await world.create(world.database);
    }
    return ['cleanup', '--keep-days', '0'];
  },
  problems: () => [],
  next: (_world, argv) => argv,
  finalProblems: (world) => {
    const left = dataFiles(world).map((name) => /\.(db|wal)/.exec(name)?.[1]);
    return left.join() === 'db,wal,wal' ? [] : [`left: ${dataFiles(world).join(', ')}`];
  },
};

const NAS = 'nas';

const syncChains: FaultScenario = {
  name: 'sync, chains in two directories',
  verifiesAll: true,
  prepare: async (world) => {
    await chain(world);
    const stores = [{ name: NAS, type: 'directory', path: join(world.folder, NAS) }];
    world.makeFolder(NAS);
    world.set('BACKUP_STORES', JSON.stringify(stores));
    return ['sync'];
  },
  problems: () => [],
  next: (_world, argv) => argv,
  finalProblems: (world) => {
    const there = storedDatabases(world, NAS);
    const missing = [...storedDatabases(world)].filter((digest) => !there.has(digest));
    return missing.map((digest) => `not in the second store: ${digest}`);
  },
};

const restoreIncr: FaultScenario = {
  name: 'restore to a path, of an incr',
  prepare: async (world) => {
    await chain(world);
    return ['restore', dataFiles(world).at(-1) ?? '', '--to', world.path('data', 'other.db')];
  },
  problems: (world, { exitCode }) => {
    const content = world.contentOf(world.path('data', 'other.db'));
    return content === RESTORED || (content === 'missing' && exitCode !== 0)
      ? []
      : [`other.db holds ${content}`];
  },
  next: (_world, argv) => argv,
  // It is there already.
  acceptedExits: (world) => (world.contentOf(world.path('data', 'other.db')) === RESTORED ? [2] : []),
  finalProblems: (world) => {
    const content = world.contentOf(world.path('data', 'other.db'));
    return content === RESTORED ? [] : [`other.db holds ${content}`];
  },
};

/** The rows that `chain` changed last before the last backup, and the others. */
const RESTORED = '1x590 4x10';

export const CHAIN_SCENARIOS: readonly FaultScenario[] = [
  createIncr,
  createDiff,
  createIncrWithSqlJs,
  createNewChain,
  createUnchanged,
  cleanupChains,
  syncChains,
  restoreIncr,
];
