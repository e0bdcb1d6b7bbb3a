import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import {
  parseSelection,
  selectForVerification,
  type VerificationSelection,
} from '../../../../src/domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../../../src/domain/verification/verification.ts';
import {
  aBackup,
  anUnmanagedBackup,
  aVerification,
  daysBefore,
  NOW,
} from '../../../support/backup-builder.ts';

const OLDEST: VerificationSelection = { kind: 'oldest-unproved' };
const context = { now: NOW, level: 'checksum' as VerificationLevel, random: () => 0.5 };

function lookedAt(
  database: string,
  age: number,
  looks: readonly (readonly [daysAgo: number, level?: VerificationLevel])[],
): Backup {
  const verifications = looks.map(([daysAgo, level = 'checksum']) => ({
    ...aVerification('ok', daysBefore(daysAgo)),
    level,
  }));
  const backup = aBackup({ database, createdAt: daysBefore(age) });
  return { ...backup, state: { ...backup.state, verifications } };
}

const ages = (backups: readonly Backup[]): readonly string[] =>
  backups.map(
    ({ database, createdAt }) => `${database} ${(NOW.getTime() - createdAt.getTime()) / 86_400_000}`,
  );

describe('parseSelection', () => {
  for (const [text, selection] of [
    ['newest', { kind: 'newest' }],
    ['oldest-unproved', { kind: 'oldest-unproved' }],
    ['sample:1', { kind: 'sample', percent: 1 }],
    ['sample:100', { kind: 'sample', percent: 100 }],
    ['sample:0', undefined],
    ['sample:101', undefined],
    ['sample:1.5', undefined],
    ['sample', undefined],
    ['', undefined],
    ['Newest', undefined],
  ] as const) {
    it(`${JSON.stringify(text)}: ${JSON.stringify(selection)}`, () => {
      expect(parseSelection(text)).to.deep.equal(selection);
    });
  }
});

describe('selectForVerification', () => {
  it('newest: the newest of each database, verified or not', () => {
    const backups = [lookedAt('app', 1, [[0]]), lookedAt('app', 2, []), lookedAt('shop', 9, [])];
    expect(ages(selectForVerification(backups, { kind: 'newest' }, context))).to.deep.equal([
      'app 1',
      'shop 9',
    ]);
  });

  it('newest: not a future-dated one, unless all are', () => {
    const ahead = lookedAt('app', -9, []);
    const newest = (backups: readonly Backup[]) =>
      ages(selectForVerification(backups, { kind: 'newest' }, context));
    expect(newest([ahead, lookedAt('app', 1, [])])).to.deep.equal(['app 1']);
    expect(newest([ahead, lookedAt('app', -1, [])])).to.deep.equal(['app -9']);
  });

  it('oldest-unproved: a never verified one comes first', () => {
    const backups = [lookedAt('app', 1, [[1]]), lookedAt('app', 2, []), lookedAt('app', 3, [[30]])];
    expect(ages(selectForVerification(backups, OLDEST, context))).to.deep.equal(['app 2']);
  });

  it('oldest-unproved: the last verification counts, not the first', () => {
    const backups = [lookedAt('app', 9, [[9], [1]]), lookedAt('app', 3, [[3]])];
    expect(ages(selectForVerification(backups, OLDEST, context))).to.deep.equal(['app 3']);
  });

  it('ignores a verification below the requested level', () => {
    const backups = [lookedAt('app', 9, [[9, 'drill']]), lookedAt('app', 3, [[0, 'checksum']])];
    expect(ages(selectForVerification(backups, OLDEST, { ...context, level: 'full' }))).to.deep.equal([
      'app 3',
    ]);
    expect(ages(selectForVerification(backups, OLDEST, context))).to.deep.equal(['app 9']);
  });

  it('ignores a future-dated verification', () => {
    const backups = [lookedAt('app', 9, [[9]]), lookedAt('app', 3, [[-5000]])];
    expect(ages(selectForVerification(backups, OLDEST, context))).to.deep.equal(['app 3']);
  });

  it("leaves another tool's files out", () => {
    expect(selectForVerification([anUnmanagedBackup()], OLDEST, context)).to.deep.equal([]);
  });

  it('lets chance decide between equally due ones', () => {
    const backups = [1, 2, 3, 4].map((age) => lookedAt('app', age, []));
    const lots = [0.9, 0.8, 0.1, 0.7];
    const random = (): number => lots.shift() ?? 0;
    expect(ages(selectForVerification(backups, OLDEST, { ...context, random }))).to.deep.equal(['app 3']);
  });

  it('sample: covers every backup within ceil(100 / N) runs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.option(fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (percent, looks, lots) => {
          let backups = looks.map((daysAgo, age) =>
            lookedAt('app', age, daysAgo === null ? [] : [[daysAgo]]),
          );
          const random = (): number => lots.next().value as number;
          const seen = new Set<string>();
          for (let run = 0; run < Math.ceil(100 / percent); run += 1) {
            const now = new Date(NOW.getTime() + run);
            const chosen = selectForVerification(
              backups,
              { kind: 'sample', percent },
              { ...context, now, random },
            );
            const names = new Set(chosen.map(({ filename }) => filename));
            for (const name of names) seen.add(name);
            backups = backups.map((backup) =>
              names.has(backup.filename)
                ? {
                    ...backup,
                    state: { ...backup.state, verifications: [aVerification('inconclusive', now)] },
                  }
                : backup,
            );
          }
          expect(seen.size).to.equal(looks.length);
        },
      ),
    );
  });
});
