import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CronerCalendar } from '../../../src/adapters/outbound/calendar/croner-calendar.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import type { RememberedRecord } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { pseudoRandomBytes } from '../../support/fault-pseudo-random.ts';
import { ScheduledProduct, aTask } from '../../support/scheduled-product.ts';

const HOUR_MS = 60 * 60 * 1000;
const FROM = new Date('2025-01-01T00:00:00Z');
const DAYS = 730;

/** Events of a service around a due time. */
const LOTS = ['up', 'up', 'asleep', 'down', 'restarted', 'clock set back'] as const;

/** Runs a service through two years of problems, and computes the expected runs. */
class Luck {
  readonly expectedRuns: string[] = [];
  readonly expectedMissed: string[] = [];
  readonly runs: string[] = [];
  readonly #calendar = new CronerCalendar();
  readonly #records: RememberedRecord[] = [];
  readonly #task;
  readonly #lots: readonly (typeof LOTS)[number][];
  #product: ScheduledProduct;

  constructor(timeZone: string, seed: number) {
    this.#task = aTask({ schedule: { expression: '30 2 * * *', timeZone } });
    this.#lots = [...pseudoRandomBytes(seed, DAYS)].map((byte) => LOTS[byte % LOTS.length] ?? 'up');
    this.#product = this.#started();
  }

  async run(): Promise<void> {
    await this.#lookAt(FROM);
    let overdue: string[] = [];
    let due = this.#next(FROM);
    for (const lot of this.#lots) {
      overdue.push(due.toISOString());
      if (lot !== 'down') overdue = await this.#live(lot, due, overdue);
      due = this.#next(due);
    }
  }

  /** @returns missed times not noticed yet */
  async #live(lot: (typeof LOTS)[number], due: Date, overdue: readonly string[]): Promise<string[]> {
    if (lot === 'restarted') this.#product = this.#started();
    const lateMs = lot === 'asleep' ? 5 * HOUR_MS : 0;
    await this.#lookAt(new Date(due.getTime() + lateMs));
    this.expectedRuns.push(due.toISOString());
    this.expectedMissed.push(...(lateMs > 0 ? overdue : overdue.slice(0, -1)));
    if (lot === 'clock set back') await this.#lookAt(new Date(due.getTime() - HOUR_MS));
    for (const hours of [0, 1, 6]) await this.#lookAt(new Date(due.getTime() + lateMs + hours * HOUR_MS));
    return [];
  }

  async missedOnRecord(): Promise<readonly string[]> {
    return (await this.#product.onRecord('missed')).map(({ startedAt }) => startedAt.toISOString()).sort();
  }

  #started(): ScheduledProduct {
    const options = { records: this.#records, calendar: this.#calendar };
    const product = new ScheduledProduct(new ManualClock(FROM), [this.#task], options);
    product.runner.endsAtOnce = true;
    return product;
  }

  #next(moment: Date): Date {
    return this.#calendar.nextAfter(this.#task.schedule, moment) ?? moment;
  }

  /** Counts a run for its due time. */
  async #lookAt(moment: Date): Promise<void> {
    await this.#product.lookAt(moment.toISOString());
    const due = this.#calendar.latestUpTo(this.#task.schedule, moment)?.toISOString() ?? '';
    this.runs.push(...this.#product.begunNow().map(() => due));
  }
}

describe('two years of sleep, restarts, outages and a clock that is set back', function () {
  this.timeout(120_000);

  for (const [index, timeZone] of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'].entries()) {
    it(`replaces missed runs by one, records each missed time, and runs none twice: ${timeZone}`, async () => {
      const luck = new Luck(timeZone, index + 1);
      await luck.run();
      expect(luck.runs).to.deep.equal(luck.expectedRuns);
      expect(await luck.missedOnRecord()).to.deep.equal(luck.expectedMissed);
      expect(luck.expectedMissed.length).to.be.above(100);
      expect(luck.expectedRuns.length).to.be.above(500);
    });
  }
});
