import type { Random } from '../../torture/random.ts';

export const PAGE_SIZES = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536] as const;
export const DELTA_ENGINES = ['native', 'sqljs'] as const;

/** A database and the states that it goes through. */
export interface DeltaCase {
  readonly seed: number;
  readonly engine: (typeof DELTA_ENGINES)[number];
  readonly pageSize: number;
  readonly encoding: string;
  readonly autoVacuum: string;
  readonly journalMode: string;
  readonly reservedBytes: number;
  readonly contentBytes: number;
  readonly steps: readonly DeltaStep[];
}

/** What happens between two captures. */
export interface DeltaStep {
  readonly type: 'diff' | 'incr';
  /** Of the application, see change_database.py. */
  readonly actions: readonly string[];
  /** The application ends without closing the database. */
  readonly leavesLog: boolean;
  /** What happens to the files afterwards. */
  readonly files: 'nothing' | 'without index' | 'another inode' | 'restored';
}

const ACTIONS = [
  'few',
  'few',
  'many',
  'grow',
  'delete',
  'drop index',
  'vacuum',
  'incremental vacuum',
  'incremental vacuum of some',
  'checkpoint passive',
  'checkpoint restart',
  'checkpoint truncate',
  'switch',
  'touch',
] as const;

/** @param number of the case: page size and engine go through all values */
export function randomCase(number: number, steps: number, random: Random): DeltaCase {
  const pageSize = PAGE_SIZES[number % PAGE_SIZES.length] ?? 4096;
  const engine = random.pick(DELTA_ENGINES);
  return {
    seed: Math.floor(random.between(0, 2 ** 31)),
    engine,
    pageSize,
    encoding: random.pick(['UTF-8', 'UTF-16le', 'UTF-16be']),
    autoVacuum: random.pick(['none', 'full', 'incremental']),
    journalMode: random.pick(['wal', 'wal', 'wal', 'delete', 'truncate', 'persist']),
    reservedBytes: random.pick([0, 0, 8, 32]),
    contentBytes: Math.round(random.between(1, 40) * Math.min(pageSize, 16384)),
    steps: Array.from({ length: steps }, () => randomStep(random)),
  };
}

function randomStep(random: Random): DeltaStep {
  const count = Math.floor(random.between(0.5, 4));
  return {
    type: random.pick(['incr', 'incr', 'diff']),
    actions: Array.from({ length: count }, () => random.pick(ACTIONS)),
    leavesLog: random.next() < 0.5,
    files: random.pick(['nothing', 'nothing', 'nothing', 'without index', 'another inode', 'restored']),
  };
}

/** Databases that cross the page of SQLite's locks, at 1 GiB, upwards and downwards. */
export function largeCases(): readonly DeltaCase[] {
  const step = (type: DeltaStep['type'], ...actions: readonly string[]): DeltaStep => ({
    type,
    actions,
    leavesLog: true,
    files: 'nothing',
  });
  return [4096, 65536].map((pageSize, seed) => ({
    seed,
    engine: 'native',
    pageSize,
    encoding: 'UTF-8',
    autoVacuum: 'incremental',
    journalMode: 'wal',
    reservedBytes: 0,
    contentBytes: 100_000,
    steps: [
      step('incr', 'zeros'),
      step('incr', 'more zeros', 'few'),
      step('diff', 'fewer zeros', 'incremental vacuum'),
      step('incr', 'more zeros', 'more zeros', 'more zeros', 'more zeros', 'more zeros', 'more zeros'),
      step('incr', 'few', 'checkpoint truncate'),
    ],
  }));
}

export function describeCase(found: DeltaCase): string {
  const { engine, pageSize, encoding, autoVacuum, journalMode, reservedBytes } = found;
  return `${engine}, pages of ${pageSize}, ${encoding}, auto_vacuum ${autoVacuum}, ${journalMode}, ${reservedBytes} reserved bytes`;
}
