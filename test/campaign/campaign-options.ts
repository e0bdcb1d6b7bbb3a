import { parseArgs } from 'node:util';

export interface CampaignOptions {
  /** Damaged backups. */
  readonly cases: number;
  readonly healthy: number;
  /** Damaged databases. */
  readonly sources: number;
  readonly seed: number;
}

export const USAGE =
  'usage: npm run lab -- campaign:corruption [--n CASES] [--healthy BACKUPS] [--sources DATABASES] [--seed S]';

/** Room for each case's own seed below 2^53. */
const MAX_SEED = 2 ** 31;

/** @throws Error on an invalid argument */
export function campaignOptions(argv: readonly string[]): CampaignOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      n: { type: 'string', default: '10000' },
      healthy: { type: 'string', default: '500' },
      sources: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const cases = wholeNumber('n', values.n, 0);
  return {
    cases,
    // A backup needs another one of its compression to be swapped with.
    healthy: wholeNumber('healthy', values.healthy, 6),
    sources: values.sources === undefined ? Math.ceil(cases / 10) : wholeNumber('sources', values.sources, 0),
    seed:
      values.seed === undefined ? Math.floor(Math.random() * MAX_SEED) : wholeNumber('seed', values.seed, 0),
  };
}

export function wholeNumber(name: string, text: string, least: number): number {
  if (/^[0-9]{1,10}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Error(`--${name} is a whole number of at least ${String(least)}, not ${text}`);
}
