import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';

export const TORTURE_MODES = ['wal', 'delete', 'truncate', 'persist', 'mixed'] as const;
export type TortureMode = (typeof TORTURE_MODES)[number];

export const TORTURE_ENGINES = ['native', 'sqljs'] as const;
export type TortureEngine = (typeof TORTURE_ENGINES)[number];

/** One campaign: one database under one kind of load. */
export interface CampaignPlan {
  readonly mode: TortureMode;
  /** The product, or copies without a lock, which the judge must detect. */
  readonly taker: TortureEngine | 'naive copies';
  /** Makes fulls, diffs and incrs, and rebuilds each restore point in two ways. */
  readonly types: boolean;
  readonly seconds: number;
  readonly writers: number;
  readonly seed: number;
  readonly cliPath: string;
  /** How often an inconclusive campaign is repeated, with another seed and for twice as long. */
  readonly secondChances: number;
}

export const USAGE = `usage: npm run lab -- torture [--seconds N] [--mode ${TORTURE_MODES.join('|')}|all]
    [--engine native|sqljs] [--types] [--writers N] [--seed S] [--negative-control] [--cli PATH]
  or: npm run lab -- torture --short`;

const BUILT_CLI = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url));
const MAX_SEED = 2 ** 29;
/** A campaign's writers use the seeds after its own. */
const SEED_DISTANCE = 10_007;

/** The campaigns of a command line. */
export function planCampaigns(argv: readonly string[]): readonly CampaignPlan[] {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '60' },
      mode: { type: 'string', default: 'all' },
      engine: { type: 'string', default: 'native' },
      writers: { type: 'string', default: '3' },
      seed: { type: 'string' },
      cli: { type: 'string', default: BUILT_CLI },
      types: { type: 'boolean', default: false },
      'negative-control': { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
    },
  });
  const common = {
    writers: wholeNumber('writers', values.writers),
    seed: values.seed === undefined ? Math.floor(Math.random() * MAX_SEED) : wholeNumber('seed', values.seed),
    cliPath: values.cli,
    secondChances: values.short ? 1 : 0,
  };
  if (values.short) return withSeeds(shortCampaigns(), common);
  const modes = values.mode === 'all' ? TORTURE_MODES : [oneOf('mode', TORTURE_MODES, values.mode)];
  const engine = oneOf('engine', TORTURE_ENGINES, values.engine);
  if (values['negative-control'] && values.types)
    throw new Error('--types has no negative control: see docs');
  const taker = values['negative-control'] ? ('naive copies' as const) : engine;
  const seconds = wholeNumber('seconds', values.seconds);
  return withSeeds(
    modes.map((mode) => ({ mode, taker, types: values.types, seconds })),
    common,
  );
}

type Way = Pick<CampaignPlan, 'mode' | 'taker' | 'types' | 'seconds'>;

/** Each campaign has its own seed; seed and mode are enough to repeat it. */
function withSeeds(ways: readonly Way[], common: Omit<CampaignPlan, keyof Way>): readonly CampaignPlan[] {
  return ways.map((way, index) => ({ ...common, ...way, seed: common.seed + index * SEED_DISTANCE }));
}

/** The repetition of an inconclusive campaign; `undefined` after the last one. */
export function secondChance(plan: CampaignPlan): CampaignPlan | undefined {
  if (plan.secondChances === 0) return undefined;
  const { seed, seconds, secondChances } = plan;
  return { ...plan, seed: seed + 1, seconds: 2 * seconds, secondChances: secondChances - 1 };
}

/** Every mode, both engines and the negative control, for continuous integration. */
function shortCampaigns(): readonly Way[] {
  const way = (mode: TortureMode, taker: CampaignPlan['taker'], types = false): Way => ({
    mode,
    taker,
    types,
    seconds: types ? 6 : 3,
  });
  const native = TORTURE_MODES.map((mode) => way(mode, 'native'));
  const others = (['sqljs', 'naive copies'] as const).flatMap((taker) => [
    way('wal', taker),
    way('delete', taker),
  ]);
  const chains = [way('wal', 'native', true), way('mixed', 'native', true), way('wal', 'sqljs', true)];
  return [...native, ...others, ...chains];
}

function oneOf<T extends string>(name: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new Error(`--${name} is one of ${allowed.join(', ')}, not ${value}`);
  return found;
}

function wholeNumber(name: string, value: string): number {
  if (!/^[0-9]{1,9}$/.test(value)) throw new Error(`--${name} is a whole number, not ${value}`);
  return Number(value);
}
