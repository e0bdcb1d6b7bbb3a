import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isVerified, manifestOf, type Backup } from '../../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../../src/domain/backup/chain.ts';
import { anchorsToVerify } from '../../../../src/domain/retention/anchors.ts';
import { inRemovalOrder } from '../../../../src/domain/retention/removal-order.ts';
import { decideRetention, type RetentionContext } from '../../../../src/domain/retention/retention.ts';
import type { RetentionPolicy } from '../../../../src/domain/retention/retention-policy.ts';
import {
  DAY_MS,
  HOUR_MS,
  NOW,
  aBackup,
  aChain,
  aVerification,
  daysBefore,
  type BackupChanges,
} from '../../../support/backup-builder.ts';
import { aRetentionPolicy } from '../../../support/retention-policy.ts';

type Decide = (
  policy?: Partial<RetentionPolicy>,
  context?: Partial<RetentionContext>,
) => Readonly<Record<string, string>>;

/** A history whose backups have short names: `full 9` is the full of 9 days ago. */
class History {
  readonly #backups: Backup[] = [];
  readonly #names = new Map<string, string>();

  /** @param deltas days ago, oldest first */
  chain(
    fullDays: number,
    deltas: readonly (readonly ['diff' | 'incr', number, BackupChanges?])[],
    changes: BackupChanges = {},
  ): this {
    const chain = aChain(
      daysBefore(fullDays),
      deltas.map(([type, days, own]) => ({ type, createdAt: daysBefore(days), ...own })),
      changes,
    );
    chain.forEach((backup, index) => {
      const [type, days] = deltas[index - 1] ?? ['full', fullDays];
      this.#names.set(backup.filename, `${type} ${String(days)}`);
      this.#backups.push(backup);
    });
    return this;
  }

  get backups(): readonly Backup[] {
    return linkChains(this.#backups);
  }

  /** @returns the rule of each backup; of a base with the restore points that need it */
  readonly decide: Decide = (policy = {}, context = {}) =>
    Object.fromEntries(
      decideRetention(this.backups, aRetentionPolicy(policy), { now: NOW, ...context }).map(
        ({ backup, rule, reason }) => [this.nameOf(backup), rule === 'base' ? this.shortened(reason) : rule],
      ),
    );

  shortened(text: string): string {
    return [...this.#names].reduce((left, [filename, name]) => left.replaceAll(filename, name), text);
  }

  nameOf({ filename }: Backup): string {
    return this.#names.get(filename) ?? filename;
  }
}

const history = (): History => new History();

describe('decideRetention with chains', () => {
  it('keeps the base of a kept delta and names the newest that needs it', () => {
    const chains = history().chain(20, [
      ['diff', 12],
      ['incr', 2],
      ['incr', 1],
    ]);
    expect(chains.decide()).to.deep.equal({
      'incr 1': 'newest_verified',
      'incr 2': 'within_days',
      'diff 12': 'base of incr 1 and 1 more',
      'full 20': 'base of incr 1 and 1 more',
    });
  });

  it('names the only one that needs a base', () => {
    const chains = history().chain(20, [['diff', 1]]);
    expect(chains.decide()).to.include({ 'full 20': 'base of diff 1' });
  });

  it('removes the deltas that no kept backup needs, and a whole chain', () => {
    const chains = history()
      .chain(20, [['diff', 19]])
      .chain(10, [
        ['diff', 9],
        ['incr', 8.5],
        ['diff', 8.2],
        ['incr', 1],
      ]);
    expect(chains.decide()).to.deep.equal({
      'incr 1': 'newest_verified',
      'diff 8.2': 'base of incr 1',
      'incr 8.5': 'too_old',
      'diff 9': 'too_old',
      'full 10': 'base of incr 1',
      'diff 19': 'too_old',
      'full 20': 'too_old',
    });
  });

  it('keeps its own rule for a base that is kept anyway', () => {
    const chains = history().chain(3, [['diff', 1]]);
    expect(chains.decide()).to.deep.equal({ 'diff 1': 'newest_verified', 'full 3': 'within_days' });
  });

  it('keeps the bases of a pinned delta', () => {
    const chains = history()
      .chain(30, [
        ['diff', 29],
        ['incr', 28, { pinned: true }],
        ['incr', 27],
      ])
      .chain(1, []);
    expect(chains.decide()).to.deep.equal({
      'full 1': 'newest_verified',
      'incr 27': 'too_old',
      'incr 28': 'pinned',
      'diff 29': 'base of incr 28',
      'full 30': 'base of incr 28',
    });
  });

  it('keeps the bases of an unverified and of a broken delta as long as these', () => {
    const chains = history()
      .chain(20, [
        ['diff', 2, { verified: false }],
        ['incr', 1.5],
      ])
      .chain(1, []);
    expect(chains.decide()).to.include({ 'full 20': 'base of incr 1.5 and 1 more' });
    const reason = decideRetention(chains.backups, aRetentionPolicy(), { now: NOW })[1]!.reason;
    expect(reason).to.match(/^a backup that it depends on is not verified; within keep_days/);
  });

  it('finds the base by name when a clock was set back', () => {
    const chains = history()
      .chain(9, [['diff', 20]])
      .chain(1, []);
    expect(chains.decide({ keepYearly: 2, keepDays: 0 })).to.deep.equal({
      'full 1': 'newest_verified',
      'full 9': 'too_old',
      'diff 20': 'too_old',
    });
    const pinned = history()
      .chain(9, [['diff', 20, { pinned: true }]])
      .chain(1, []);
    expect(pinned.decide()).to.include({ 'diff 20': 'pinned', 'full 9': 'base of diff 20' });
  });

  it('does not count a base for the cap', () => {
    const chains = history()
      .chain(20, [
        ['diff', 3],
        ['incr', 2],
      ])
      .chain(1, []);
    expect(chains.decide({ maxBackupFiles: 3 })).to.deep.equal({
      'full 1': 'newest_verified',
      'incr 2': 'within_days',
      'diff 3': 'within_days',
      'full 20': 'base of incr 2 and 1 more',
    });
    expect(chains.decide({ maxBackupFiles: 2 })).to.deep.equal({
      'full 1': 'newest_verified',
      'incr 2': 'within_days',
      'diff 3': 'base of incr 2',
      'full 20': 'base of incr 2',
    });
  });

  it('counts restore points for the buckets', () => {
    const chains = history().chain(40, [
      ['diff', 33],
      ['incr', 32],
      ['incr', 31],
      ['diff', 3],
      ['incr', 2],
      ['incr', 1],
    ]);
    expect(chains.decide({ keepDays: 0, keepDaily: 4 })).to.deep.equal({
      'incr 1': 'newest_verified',
      'incr 2': 'bucket',
      'diff 3': 'bucket',
      'incr 31': 'bucket',
      'incr 32': 'base of incr 31',
      'diff 33': 'base of incr 31',
      'full 40': 'base of incr 1 and 3 more',
    });
  });

  it('keeps everything of a paused source, with the pause where no kept backup needs it', () => {
    const chains = history()
      .chain(20, [['diff', 19]])
      .chain(10, [['diff', 1]]);
    expect(chains.decide({}, { pausedReason: 'it shrank' })).to.deep.equal({
      'diff 1': 'newest_verified',
      'full 10': 'base of diff 1',
      'diff 19': 'frozen',
      'full 20': 'frozen',
    });
  });

  for (const result of ['failed', 'inconclusive'] as const) {
    it(`counts nothing above a backup whose verification in this run is ${result}`, () => {
      const chains = history()
        .chain(20, [['diff', 19]])
        .chain(10, [
          ['diff', 9],
          ['incr', 1],
        ]);
      const diff = chains.backups.find((backup) => chains.nameOf(backup) === 'diff 9')!;
      expect(chains.decide({}, { checked: new Map([[diff.filename, result]]) })).to.deep.equal({
        'incr 1': 'no_newer_verified',
        'diff 9': 'no_newer_verified',
        'full 10': 'newest_verified',
        'diff 19': 'too_old',
        'full 20': 'too_old',
      });
    });
  }

  it('works on copies of two stores, linked again', () => {
    const [full, diff, incr] = linkChains(
      aChain(daysBefore(20), [
        { type: 'diff', createdAt: daysBefore(2) },
        { type: 'incr', createdAt: daysBefore(1) },
      ]),
    );
    // The target store has lost the diff: there the incr is not restorable.
    const target = linkChains([full!, incr!]);
    expect(target.map(isVerified)).to.deep.equal([true, false]);
    const together = linkChains([...target, diff!]);
    const rules = decideRetention(together, aRetentionPolicy(), { now: NOW }).map(({ rule }) => rule);
    expect(rules).to.deep.equal(['newest_verified', 'within_days', 'base']);
  });
});

describe('anchorsToVerify with chains', () => {
  const stale: Partial<BackupChanges> = {
    state: { pinned: false, label: undefined, verifications: [aVerification('ok', daysBefore(2))] },
  };

  const anchorsOf = (chains: History, policy: Partial<RetentionPolicy> = {}): readonly string[] => {
    const decisions = decideRetention(chains.backups, aRetentionPolicy(policy), { now: NOW });
    return anchorsToVerify(decisions, aRetentionPolicy(policy), { now: NOW, maxAgeMs: DAY_MS }).map(
      (backup) => chains.nameOf(backup),
    );
  };

  it('are all backups that the anchor depends on, its full first', () => {
    const chains = history()
      .chain(20, [], stale)
      .chain(
        10,
        [
          ['diff', 9],
          ['incr', 8.5],
          ['diff', 8],
          ['incr', 1],
        ],
        stale,
      );
    expect(anchorsOf(chains)).to.deep.equal(['full 10', 'diff 8', 'incr 1']);
  });

  it('have each backup once, and only those without a recent verification', () => {
    const chains = history()
      .chain(20, [], stale)
      .chain(10, [
        ['diff', 9, stale],
        ['incr', 2],
        ['incr', 1, stale],
      ]);
    expect(anchorsOf(chains, { keepMin: 3 })).to.deep.equal(['diff 9', 'incr 1']);
  });
});

describe('inRemovalOrder', () => {
  it('removes deltas before their parents, also when a clock was set back, and keeps the order otherwise', () => {
    const chains = history()
      .chain(9, [
        ['diff', 20],
        ['incr', 30],
      ])
      .chain(8, [])
      .chain(25, [])
      .chain(1, []);
    const decisions = decideRetention(chains.backups, aRetentionPolicy({ keepDays: 0 }), { now: NOW });
    expect(inRemovalOrder(decisions).map(({ backup }) => chains.nameOf(backup))).to.deep.equal([
      ...['incr 30', 'diff 20'],
      ...['full 1', 'full 8', 'full 9', 'full 25'],
    ]);
  });

  it('orders a chain whose middle is lost', () => {
    const all = aChain(daysBefore(9), ['diff', 'incr', 'incr']);
    const withoutDiff = linkChains(all.filter((backup) => manifestOf(backup)?.type !== 'diff'));
    const newest = aBackup({ createdAt: new Date(NOW.getTime() - HOUR_MS) });
    const decisions = decideRetention([...withoutDiff, newest], aRetentionPolicy(), { now: NOW });
    const [above, ...others] = inRemovalOrder(decisions).map(({ backup }) => backup.filename);
    expect(above).to.equal(all[3]!.filename);
    expect(others).to.have.length(3);
  });
});
