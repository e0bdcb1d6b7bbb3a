import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createdIfReported } from './created-if-reported.ts';
import { dataFiles, isPinned } from './stored-backups.ts';
import type { Ending, FaultWorld } from './fault-world.ts';

const OLD = '3x600';
const NEW = '2x600';
const USAGE_EXIT = 2;
const NOT_FOUND_EXIT = 11;

/** One command that is disturbed, in a world of its own. */
export interface FaultScenario {
  readonly name: string;
  /** Prepares the world; returns the command's arguments. */
  prepare(world: FaultWorld): Promise<readonly string[]>;
  /** Whether the command may remove backups: then only those that an undisturbed run removes. */
  readonly removesBackups?: true;
  /** Whether the command may write to the live database. */
  readonly writesDatabase?: true;
  /** Whether all restore points are verified at level quick at the end. */
  readonly verifiesAll?: true;
  /** Problems right after the disturbed run. */
  problems(world: FaultWorld, ending: Ending): readonly string[];
  /** The command that runs next. */
  next(world: FaultWorld, argv: readonly string[], trial: number): readonly string[];
  /** Other accepted exit codes of the next command, depending on the state before it. */
  acceptedExits?(world: FaultWorld): readonly number[];
  /**
   * Problems after the next command.
   * @param before content of the live database before that command
   */
  finalProblems(world: FaultWorld, argv: readonly string[], before: string): readonly string[];
}

const again = (_world: FaultWorld, argv: readonly string[]): readonly string[] => argv;
const none = (): readonly string[] => [];

/** Backups of generations 1 and 2; the live database is at generation 3, its last commit in the WAL. */
async function threeGenerations(world: FaultWorld): Promise<string> {
  world.writeGeneration(1);
  await world.create(world.database);
  world.writeGeneration(2);
  const filename = await world.create(world.database);
  world.writeGeneration(3, true);
  return filename;
}

const create: FaultScenario = {
  name: 'create, WAL mode',
  prepare: async (world) => {
    await threeGenerations(world);
    return ['create', world.database];
  },
  problems: createdIfReported,
  next: again,
  finalProblems: none,
};

const createInRollbackMode: FaultScenario = {
  ...create,
  name: 'create, rollback mode',
  prepare: async (world) => {
    await threeGenerations(world);
    world.leaveWalMode();
    return ['create', world.database, '--compression', 'none'];
  },
};

const createWithSqlJs: FaultScenario = {
  ...create,
  name: 'create, engine sqljs',
  prepare: async (world) => {
    await threeGenerations(world);
    world.set('BACKUP_ENGINE', 'sqljs');
    return ['create', world.database];
  },
};

const cleanup: FaultScenario = {
  name: 'cleanup',
  removesBackups: true,
  prepare: async (world) => {
    await threeGenerations(world);
    await world.create(world.database);
    await world.create(world.database);
    return ['cleanup', '--keep-days', '0'];
  },
  problems: none,
  next: again,
  finalProblems: (world) => (dataFiles(world).length === 1 ? [] : [`left: ${dataFiles(world).join(', ')}`]),
};

const FOREIGN = 'copy-of-old.db';

const adopt: FaultScenario = {
  name: 'adopt',
  prepare: async (world) => {
    world.writeGeneration(1);
    cpSync(world.database, world.path('foreign.db'));
    world.writeGeneration(2);
    await world.create(world.database);
    cpSync(world.path('foreign.db'), join(world.backups, FOREIGN));
    return ['adopt', FOREIGN, '--database', 'app'];
  },
  problems: none,
  next: again,
  // It is adopted already, under its new name.
  acceptedExits: (world) => (dataFiles(world).includes(FOREIGN) ? [] : [NOT_FOUND_EXIT]),
  finalProblems: (world) => (dataFiles(world).includes(FOREIGN) ? [`${FOREIGN} is not adopted`] : []),
};

const pin: FaultScenario = {
  name: 'pin',
  prepare: async (world) => ['pin', await threeGenerations(world)],
  problems: (world, { exitCode }) =>
    exitCode !== 0 || dataFiles(world).some((name) => isPinned(world, name))
      ? []
      : ['told as pinned, and is not'],
  next: again,
  finalProblems: (world, [, filename = '']) => (isPinned(world, filename) ? [] : ['it is not pinned']),
};

const restoreToPath: FaultScenario = {
  name: 'restore to a path',
  prepare: async (world) => [
    'restore',
    await threeGenerations(world),
    '--to',
    world.path('data', 'other.db'),
  ],
  problems: (world, { exitCode }) => restored(world, 'other.db', ['missing', NEW], exitCode),
  next: again,
  acceptedExits: (world) => (world.contentOf(world.path('data', 'other.db')) === NEW ? [USAGE_EXIT] : []),
  finalProblems: (world) => restored(world, 'other.db', [NEW], 0),
};

const restoreOver: FaultScenario = {
  name: 'restore --to --force',
  writesDatabase: true,
  prepare: async (world) => ['restore', await threeGenerations(world), '--to', world.database, '--force'],
  problems: (world, { exitCode }) => restored(world, 'app.db', [OLD, NEW], exitCode),
  next: again,
  finalProblems: (world) => restored(world, 'app.db', [NEW], 0),
};

function restored(
  world: FaultWorld,
  name: string,
  allowed: readonly string[],
  exitCode: number | null,
): readonly string[] {
  const content = world.contentOf(world.path('data', name));
  if (exitCode === 0 && content !== NEW) return [`told as restored, and holds ${content}`];
  return allowed.includes(content) ? [] : [`${name} holds ${content}`];
}

/** Every other trial restores once more; the others undo the restore, if it happened. */
const restoreInPlace: FaultScenario = {
  name: 'restore --in-place',
  writesDatabase: true,
  prepare: async (world) => ['restore', await threeGenerations(world), '--in-place'],
  problems: (world, ending) => [
    ...restored(world, 'app.db', [OLD, NEW], ending.exitCode),
    ...toldAsChanged(world, ending),
  ],
  next: (_world, argv, trial) => (trial % 2 === 0 ? argv : ['undo']),
  // The old content is there: nothing was restored, so there is nothing to undo.
  acceptedExits: (world) => (world.contentOf() === OLD ? [USAGE_EXIT, NOT_FOUND_EXIT] : []),
  finalProblems: (world, argv) => restored(world, 'app.db', argv[0] === 'undo' ? [OLD] : [NEW], null),
};

function toldAsChanged(world: FaultWorld, { exitCode, stdout, signal }: Ending): readonly string[] {
  if (exitCode === 0 || signal !== null || world.contentOf() !== NEW) return [];
  return stdout.includes('"target_changed": true')
    ? []
    : ['the content is new, and the error does not say so'];
}

const restoreByFile: FaultScenario = {
  name: 'restore --in-place of a damaged database',
  writesDatabase: true,
  prepare: async (world) => {
    const filename = await threeGenerations(world);
    writeFileSync(world.database, 'this is no database any more '.repeat(400));
    return ['restore', filename, '--in-place'];
  },
  // Between two steps the target may be missing; the next run finishes or undoes the restore.
  problems: (world, { exitCode }) => (exitCode === 0 ? restored(world, 'app.db', [NEW], 0) : []),
  next: again,
  finalProblems: (world) => restored(world, 'app.db', [NEW], 0),
};

const undo: FaultScenario = {
  name: 'undo',
  writesDatabase: true,
  prepare: async (world) => {
    await world.mustRun('restore', await threeGenerations(world), '--in-place');
    return ['undo'];
  },
  problems: (world, { exitCode }) => {
    const content = world.contentOf();
    if (exitCode === 0 && content !== OLD) return [`told as undone, and holds ${content}`];
    return [OLD, NEW].includes(content) ? [] : [`the database holds ${content}`];
  },
  next: again,
  // An undo can be undone: the second one restores what the first one replaced, if it did.
  finalProblems: (world, _argv, before) => {
    const content = world.contentOf();
    return content === (before === OLD ? NEW : OLD) ? [] : [`${before} became ${content}`];
  },
};

export const SCENARIOS: readonly FaultScenario[] = [
  create,
  createInRollbackMode,
  createWithSqlJs,
  cleanup,
  adopt,
  pin,
  restoreToPath,
  restoreOver,
  restoreInPlace,
  restoreByFile,
  undo,
];
