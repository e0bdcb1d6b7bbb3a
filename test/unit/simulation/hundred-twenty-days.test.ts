import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { BackUpAndCleanUp } from '../../../src/application/back-up-and-clean-up.ts';
import { CleanupBackups } from '../../../src/application/cleanup-backups.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { DAY_MS, HOUR_MS } from '../../support/backup-builder.ts';
import { keyOf, InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const START = new Date('2026-08-01T00:00:00Z');
const WRONG = new Date('2042-03-05T12:00:00Z');
const DAYS = 120;

/** Days of the simulation, the first included, the last not. */
const OUTAGE = [30, 44] as const;
const CORRUPT = [60, 63] as const;
const JUMP_DAY = 80;
const HOURS_IN_2042 = 6;
/** By then the weekly buckets are full again after 2042. */
const REFILLED_DAY = JUMP_DAY + 4 * 7 + 1;

const WANTED = { hourly: 24, daily: 7, weekly: 4, monthly: 6 };
type Kind = keyof typeof WANTED;
const KINDS = Object.keys(WANTED) as readonly Kind[];

const POLICY = {
  keepDays: 1,
  maxBackupFiles: 1000,
  keepMin: 1,
  keepHourly: WANTED.hourly,
  keepDaily: WANTED.daily,
  keepWeekly: WANTED.weekly,
  keepMonthly: WANTED.monthly,
  keepYearly: 0,
  timeZone: 'UTC',
};

const NOTHING = { keepDays: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0 };

/** Computed independently: 5 January 1970 was a Monday. */
const BUCKET_OF: Readonly<Record<Kind, (at: Date) => string | number>> = {
  hourly: (at) => at.toISOString().slice(0, 13),
  daily: (at) => at.toISOString().slice(0, 10),
  weekly: (at) => Math.floor((at.getTime() - 4 * DAY_MS) / (7 * DAY_MS)),
  monthly: (at) => at.toISOString().slice(0, 7),
};

const within = (day: number, [from, to]: readonly [number, number]): boolean => day >= from && day < to;

/** A backup manager on an hourly schedule, with the notes of an attentive operator. */
class Simulation {
  readonly product = new InMemoryProduct();
  readonly cleanup = this.#cleanupBy(POLICY);
  /** Keeps the newest verified backup only. */
  readonly harshCleanup = this.#cleanupBy({ ...POLICY, ...NOTHING });
  readonly schedule = new BackUpAndCleanUp({
    createBackup: this.product.create(),
    cleanups: [{ store: 'local', isEnabled: true, cleanupBackups: this.cleanup }],
    logger: new InMemoryLogger('debug'),
  });
  /** Every verified backup ever made, in order. */
  readonly made: Backup[] = [];
  /** Removed while it was the newest one. */
  readonly wronglyRemoved: string[] = [];
  /** Configured but empty buckets of each kind, by day. */
  readonly missing = new Map<number, Readonly<Record<Kind, number>>>();
  failures = 0;
  cleanupProblems = 0;
  mostBackups = 0;

  constructor() {
    const { store } = this.product;
    const remove = store.remove.bind(store);
    store.remove = async (backup) => {
      if (backup.filename === this.made.at(-1)?.filename) this.wronglyRemoved.push(backup.filename);
      await remove(backup);
    };
  }

  async run(): Promise<void> {
    const { clock, snapshotter } = this.product;
    for (let hour = 0; hour < DAYS * 24; hour++) {
      const day = Math.floor(hour / 24);
      const hourOfDay = hour % 24;
      const jumped = day === JUMP_DAY && hourOfDay < HOURS_IN_2042;
      const trueTime = new Date(START.getTime() + hour * HOUR_MS);
      clock.setNow(jumped ? new Date(WRONG.getTime() + hourOfDay * HOUR_MS) : trueTime);
      if (within(day, OUTAGE)) continue;
      const isCorrupt = within(day, CORRUPT);
      snapshotter.sourceCheck = isCorrupt
        ? { result: 'failed', detail: 'page 5' }
        : { result: 'ok', detail: 'ok' };
      await (isCorrupt ? this.#backUpCorrupt() : this.#backUp());
      await this.#look(day, hourOfDay);
    }
  }

  #cleanupBy(retention: RetentionPolicy): CleanupBackups {
    const { store, anomalies, coordinator, clock } = this.product;
    const ports = { store, anomalies, verifier: this.product.verifier, clock };
    return new CleanupBackups(ports, coordinator, {
      retention,
      anchorMaxAgeMs: DAY_MS,
      ownRetention: new Map(),
      timeoutMs: TIMEOUT_MS,
    });
  }

  async #backUp(): Promise<void> {
    const { backup, verified, cleanupProblem } = await this.schedule.execute({ sourcePath: SOURCE_PATH });
    if (verified) this.made.push(backup);
    if (cleanupProblem !== undefined) this.cleanupProblems += 1;
  }

  /** As the schedule does; and an operator cleans up by hand. */
  async #backUpCorrupt(): Promise<void> {
    const error = await rejectionOf(this.schedule.execute({ sourcePath: SOURCE_PATH }));
    if (error instanceof DatabaseCorruptedException) this.failures += 1;
    const { removed } = await this.harshCleanup.execute({ dryRun: false });
    this.wronglyRemoved.push(...removed.map(({ filename }) => filename));
  }

  /** Every hour checks the newest backup, file and record; at the end of a day all of them. */
  async #look(day: number, hourOfDay: number): Promise<void> {
    const { disk, store } = this.product;
    const newest = this.made.at(-1);
    if (newest !== undefined && !(disk.has(keyOf(newest)) && disk.has(`${keyOf(newest)}.json`)))
      this.wronglyRemoved.push(newest.filename);
    if (hourOfDay !== 23) return;
    const backups = (await store.list()).filter(isVerified);
    this.mostBackups = Math.max(this.mostBackups, backups.length);
    this.missing.set(day, this.#missingBuckets(new Set(backups.map(({ filename }) => filename))));
  }

  /** Compared with the whole history, as if nothing had ever been removed. */
  #missingBuckets(there: ReadonlySet<string>): Readonly<Record<Kind, number>> {
    const now = this.product.clock.now();
    const past = this.made.filter(({ createdAt }) => createdAt <= now);
    const missingOf = (kind: Kind): number => {
      const newestOf = new Map(past.map((backup) => [BUCKET_OF[kind](backup.createdAt), backup.filename]));
      const asked = [...newestOf.values()].slice(-WANTED[kind]);
      return asked.filter((filename) => !there.has(filename)).length;
    };
    return {
      hourly: missingOf('hourly'),
      daily: missingOf('daily'),
      weekly: missingOf('weekly'),
      monthly: missingOf('monthly'),
    };
  }
}

describe('120 days on an hourly schedule, with an outage, a corrupt source and a clock that jumps to 2042', () => {
  const simulation = new Simulation();

  before(async function () {
    this.timeout(120_000);
    await simulation.run();
  });

  it('contains all planned events', () => {
    expect(simulation.made).to.have.lengthOf((DAYS - 14 - 3) * 24);
    expect(simulation.failures).to.equal(3 * 24);
    // The first capture of the damage and the newest two.
    expect(simulation.product.quarantined()).to.have.lengthOf(3);
    expect(simulation.cleanupProblems).to.equal(0);
  });

  it('never loses the newest verified backup, and removes nothing while the source is corrupt', () => {
    expect(simulation.wronglyRemoved).to.deep.equal([]);
  });

  it('has the configured buckets filled at the end of every day', () => {
    for (const [day, missing] of simulation.missing) {
      // In 2042 its day, week and month were the newest: each replaced the oldest one.
      const most = day >= JUMP_DAY && day < REFILLED_DAY ? 1 : 0;
      for (const kind of KINDS) expect(missing[kind], `${kind}, day ${String(day)}`).to.be.at.most(most);
    }
    expect(simulation.missing.size).to.equal(DAYS - 14);
  });

  it('keeps the backups of 2042, which keep nothing else', async () => {
    const from2042 = simulation.made.filter(({ createdAt }) => createdAt >= WRONG);
    const there = (await simulation.product.store.list()).map(({ filename }) => filename);
    expect(from2042).to.have.lengthOf(HOURS_IN_2042);
    expect(there).to.include.members(from2042.map(({ filename }) => filename));
    const wanted = Object.values(WANTED).reduce((sum, count) => sum + count, 0);
    expect(there.length).to.be.at.most(wanted + (POLICY.keepDays + 1) * 24 + HOURS_IN_2042);
    expect(simulation.mostBackups).to.be.below(200);
  });

  it('has no anomaly at the end', async () => {
    expect(await simulation.product.anomalies.databases()).to.deep.equal([]);
  });
});
