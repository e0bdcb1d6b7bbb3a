import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import type { CleanupBackupsResult } from '../../../src/application/cleanup-backups.ts';
import { isVerified, typeOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import { isFuture } from '../../../src/domain/backup/future-dated.ts';
import { countingBackups } from '../../../src/domain/retention/anchors.ts';
import { representedBuckets } from '../../../src/domain/retention/represented-buckets.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { DAY_MS, HOUR_MS } from '../../support/backup-builder.ts';
import { pseudoRandomNumber } from '../../support/fault-pseudo-random.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';
import { SimulatedChains, type Intervals } from '../../support/simulated-chains.ts';

const START = new Date('2026-01-03T00:17:00Z');
const NO_CAP = 1_000_000;

interface Plan extends Intervals {
  readonly title: string;
  readonly runs: number;
  readonly hoursBetween: number;
  readonly policy: RetentionPolicy;
  /** Files that are kept at most. */
  readonly mostFiles: number;
}

const PLANS: readonly Plan[] = [
  {
    title: 'four years of monthly fulls, weekly diffs and daily incrs',
    ...{ fullDays: 30, diffDays: 7, hoursBetween: 24, runs: 4 * 365 },
    policy: aRetentionPolicy({
      keepDays: 14,
      keepWeekly: 8,
      keepMonthly: 12,
      keepYearly: 5,
      maxBackupFiles: NO_CAP,
    }),
    mostFiles: 170,
  },
  {
    title: 'forty days of fulls every ten days, daily diffs and hourly incrs',
    ...{ fullDays: 10, diffDays: 1, hoursBetween: 1, runs: 40 * 24 },
    policy: aRetentionPolicy({
      keepDays: 2,
      keepHourly: 72,
      keepDaily: 14,
      keepMonthly: 6,
      maxBackupFiles: NO_CAP,
    }),
    mostFiles: 450,
  },
  {
    title: 'a year of fulls every 10 days and incrs every eight hours, with a cap',
    ...{ fullDays: 10, diffDays: 30, hoursBetween: 8, runs: 365 * 3 },
    policy: aRetentionPolicy({ keepDays: 60, keepMonthly: 3, keepMin: 2, maxBackupFiles: 25 }),
    mostFiles: 220,
  },
];

/** What went wrong, over and over: the run's number decides. */
class Life {
  readonly chains: SimulatedChains;
  readonly #plan: Plan;
  readonly #hasDamage: boolean;
  readonly counts = { full: 0, diff: 0, incr: 0, damages: 0, failedAnchors: 0, removed: 0, mostFiles: 0 };
  readonly problems: string[] = [];

  constructor(plan: Plan, hasDamage: boolean) {
    this.#plan = plan;
    this.#hasDamage = hasDamage;
    this.chains = new SimulatedChains(plan.policy, plan);
  }

  async run(): Promise<void> {
    const { runs, hoursBetween } = this.#plan;
    for (let index = 0; index < runs; index++) {
      const hours = index * hoursBetween;
      this.chains.setNow(new Date(START.getTime() + hours * HOUR_MS - this.#clockErrorMs(hours)));
      const chance = pseudoRandomNumber(index, 1000);
      const isOutage = hours % (400 * 24) >= 380 * 24;
      if (isOutage || chance < 30) continue;
      this.counts[typeOf(this.chains.backUp({ isVerified: chance < 960 }))] += 1;
      if (this.#hasDamage && index % 41 === 40) this.#damage(index);
      await this.#cleanUp(index);
    }
  }

  /** Two days in every half year the clock is three days behind. */
  #clockErrorMs(hours: number): number {
    const day = Math.floor(hours / 24) % 182;
    return day >= 100 && day < 102 ? 3 * DAY_MS + 7 * 60_000 : 0;
  }

  #damage(index: number): void {
    const list = this.chains.list();
    const kinds = ['gone', 'cut', 'rotten'] as const;
    const { damages } = this.counts;
    const kind = kinds[damages % 3]!;
    // Every second one hits the chain of the newest backup, and content changes in its full.
    const among = damages % 2 === 0 ? closureOf(list[0]!) : list;
    const victim = kind === 'rotten' ? 0 : pseudoRandomNumber(index, among.length);
    this.chains.damage(among[victim]!, kind);
    this.counts.damages += 1;
  }

  async #cleanUp(index: number): Promise<void> {
    const before = this.chains.list();
    const result = await this.chains.cleanUp();
    this.counts.failedAnchors += result.checked.filter(({ result: found }) => found === 'failed').length;
    this.counts.removed += result.removed.length;
    this.counts.mostFiles = Math.max(this.counts.mostFiles, result.kept.length);
    this.#assert(namesOf(before), result, index);
  }

  /** @param before file names before the cleanup; the verifications of the cleanup count */
  #assert(before: readonly string[], result: CleanupBackupsResult, index: number): void {
    const { now } = this.chains;
    const { policy } = this.#plan;
    const found = this.chains.listOf(before);
    const left = new Map(this.chains.list().map((backup) => [backup.filename, backup]));
    const report = (what: string): void => void this.problems.push(`run ${String(index)}: ${what}`);
    if (result.failed.length > 0) report('a file was not removed');
    if (result.removed.length + left.size !== before.length) report('a file has no decision');
    for (const backup of found) {
      const kept = left.get(backup.filename);
      if (kept === undefined || backup.base?.problem !== undefined) continue;
      if (kept.base?.problem !== undefined) report(`${backup.filename} lost its base`);
      if (isVerified(backup) && !isVerified(kept)) report(`${backup.filename} is not verified any more`);
    }
    const counting = countingBackups(found, { now });
    const represented = representedBuckets(counting, policy);
    const wanted = policy.maxBackupFiles === NO_CAP ? [...represented.keys()] : [];
    for (const backup of [...counting.slice(0, Math.max(1, policy.keepMin)), ...wanted])
      for (const { filename } of closureOf(backup))
        if (!left.has(filename)) report(`${filename} of ${backup.filename} was removed`);
    const points = result.kept.filter(
      ({ filename, rule }) => !['base', 'future'].includes(rule) && isVerified(left.get(filename)!),
    );
    if (points.length > policy.maxBackupFiles) report('more restore points than the cap');
  }

  /** What the policy would keep of all backups ever made, were nothing removed. */
  missingPoints(): readonly string[] {
    const { now } = this.chains;
    const { policy } = this.#plan;
    const everMade = countingBackups(this.chains.listOf(this.chains.made.keys()), { now });
    const newest = everMade[0]!.createdAt.getTime();
    const recent = everMade.filter(
      ({ createdAt }) => newest - createdAt.getTime() <= policy.keepDays * DAY_MS,
    );
    const wanted = new Set([...recent, ...representedBuckets(everMade, policy).keys()]);
    const there = new Set(namesOf(this.chains.list()));
    return namesOf([...wanted]).filter((filename) => !there.has(filename));
  }
}

const namesOf = (backups: readonly Backup[]): readonly string[] => backups.map(({ filename }) => filename);

for (const plan of PLANS) {
  for (const hasDamage of [false, true]) {
    describe(`${plan.title}${hasDamage ? ', with lost and damaged files' : ''}`, () => {
      const life = new Life(plan, hasDamage);

      before(async function () {
        this.timeout(120_000);
        await life.run();
      });

      it('contains all planned events', () => {
        const { full, diff, incr, removed, damages, failedAnchors } = life.counts;
        expect(full).to.be.above((plan.runs * plan.hoursBetween) / 24 / plan.fullDays / 2);
        expect(incr).to.be.above(plan.runs / 2);
        if (plan.diffDays < plan.fullDays) expect(diff).to.be.above(30);
        expect(removed).to.be.above(plan.runs / 2);
        expect(damages > 10).to.equal(hasDamage);
        expect(failedAnchors > 0).to.equal(hasDamage);
        const { made, now } = life.chains;
        expect([...made.values()].some((backup) => isFuture(backup, now))).to.equal(false);
      });

      it('leaves every kept restore point complete, and the newest verified one, after each cleanup', () => {
        expect(life.problems).to.deep.equal([]);
      });

      it('does not collect files', () => {
        expect(life.counts.mostFiles).to.be.at.most(plan.mostFiles);
      });

      if (!hasDamage && plan.policy.maxBackupFiles === NO_CAP) {
        it('has every restore point that the policy would keep had nothing been removed', () => {
          expect(life.missingPoints()).to.deep.equal([]);
        });
      }
    });
  }
}
