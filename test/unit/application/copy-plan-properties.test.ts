import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  planMissingCopies,
  type CopyPlan,
  type ListedStore,
} from '../../../src/application/stores/copy-plan.ts';
import type { NamedStore } from '../../../src/application/stores/named-store.ts';
import {
  isFileVerified,
  isVerified,
  manifestOf,
  newestFirst,
  type Backup,
} from '../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../src/domain/backup/chain.ts';
import { damageOf, fileDamageOf } from '../../../src/domain/backup/damage.ts';
import { isFuture } from '../../../src/domain/backup/future-dated.ts';
import { isSameBackup } from '../../../src/domain/backup/same-backup.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { decideRetention } from '../../../src/domain/retention/retention.ts';
import { aVerification, NOW } from '../../support/backup-builder.ts';
import { chainsWithinAYear, randomPolicies } from '../../support/random-chains.ts';

/** How a store has a backup; `as_made`: as the history says. */
type Fate = 'as_made' | 'missing' | 'data_missing' | 'failed' | 'unverified' | 'other';

interface Case {
  readonly target: ListedStore;
  readonly others: readonly ListedStore[];
  readonly policy: RetentionPolicy;
}

const fatesOf = (backups: readonly Backup[]): fc.Arbitrary<readonly Fate[]> => {
  const fate = fc.oneof(
    { arbitrary: fc.constant<Fate>('as_made'), weight: 6 },
    { arbitrary: fc.constant<Fate>('missing'), weight: 4 },
    { arbitrary: fc.constantFrom<Fate[]>('data_missing', 'failed', 'unverified', 'other'), weight: 1 },
  );
  return fc.array(fate, { minLength: backups.length, maxLength: backups.length });
};

const cases: fc.Arbitrary<Case> = chainsWithinAYear
  .chain((all) => fc.tuple(fc.constant(all), fatesOf(all), fatesOf(all), fatesOf(all), randomPolicies))
  .map(([all, one, two, three, policy]) => ({
    target: storeWith('target', all, one),
    others: [storeWith('two', all, two), storeWith('three', all, three)],
    policy,
  }));

function storeWith(name: string, all: readonly Backup[], fates: readonly Fate[]): ListedStore {
  const backups = all.flatMap((backup, index) => copyBy(fates[index]!, backup));
  return listed({ name } as NamedStore, backups);
}

function copyBy(fate: Fate, backup: Backup): readonly Backup[] {
  const manifest = manifestOf(backup);
  switch (fate) {
    case 'missing':
      return [];
    case 'data_missing':
      return [{ ...backup, isDataMissing: true, storedBytes: 0 }];
    case 'failed':
      return [{ ...backup, state: { ...backup.state, verifications: [aVerification('failed')] } }];
    case 'unverified':
      return [{ ...backup, state: { ...backup.state, verifications: [] } }];
    case 'other': {
      if (manifest === undefined) return [backup];
      const other = { ...manifest, storedSha256: 'e'.repeat(64) };
      return [{ ...backup, record: { condition: 'intact', manifest: other } }];
    }
    default:
      return [backup];
  }
}

function listed(named: NamedStore, backups: readonly Backup[]): ListedStore {
  return { named, backups: linkChains([...backups].sort(newestFirst)) };
}

function plan({ target, others, policy }: Case): CopyPlan {
  const policies = { retention: policy, ownRetention: new Map<string, RetentionPolicy>() };
  return planMissingCopies('app', target, others, { policies, now: NOW });
}

/** Makes the copies as a sync does, and checks the store after each. */
function carryOut({ copies }: CopyPlan, target: ListedStore): { after: ListedStore; failed: Set<string> } {
  let after = target;
  const failed = new Set<string>();
  for (const { manifest, present, sources, below } of copies) {
    const isRefused = present !== undefined && !isSameBackup(present, manifest);
    if (isRefused || below.some((filename) => failed.has(filename))) {
      failed.add(manifest.filename);
      continue;
    }
    const rest = after.backups.filter(({ filename }) => filename !== manifest.filename);
    after = listed(target.named, [...rest, sources[0].backup]);
    const placed = after.backups.find(({ filename }) => filename === manifest.filename)!;
    expect(damageOf(placed), `${manifest.filename} can be restored when it is placed`).to.equal(undefined);
  }
  return { after, failed };
}

function always(property: (one: Case, made: CopyPlan & ReturnType<typeof carryOut>) => void): void {
  const check = (one: Case): void => {
    const planned = plan(one);
    property(one, { ...planned, ...carryOut(planned, one.target) });
  };
  fc.assert(fc.property(cases, check), { numRuns: 1000 });
}

/** Two files of one name have different content. */
function hasOtherFiles(stores: readonly ListedStore[]): boolean {
  const digests = new Map<string, string | undefined>();
  return stores
    .flatMap(({ backups }) => backups)
    .some((backup) => {
      const digest = manifestOf(backup)?.storedSha256;
      const known = digests.get(backup.filename) ?? digest;
      digests.set(backup.filename, known);
      return known !== digest;
    });
}

describe('a sync of random chains', () => {
  it('places nothing that cannot be restored there', () => {
    let count = 0;
    always((_, { copies }) => {
      count += copies.length;
    });
    expect(count).to.be.greaterThan(1000);
  });

  it('does nothing the second time, except for what it could not place', () => {
    always((one, { after, failed }) => {
      const again = plan({ ...one, target: after }).copies.map(({ manifest }) => manifest.filename);
      expect(again.filter((filename) => !failed.has(filename))).to.deep.equal([]);
    });
  });

  it('never replaces a good file, and reads only good files', () => {
    always((_, { copies }) => {
      for (const { manifest, present, sources } of copies) {
        const isGood = present !== undefined && isSameBackup(present, manifest) && !fileDamageOf(present);
        expect(isGood).to.equal(false);
        for (const { backup } of sources) {
          expect(isSameBackup(backup, manifest)).to.equal(true);
          expect(fileDamageOf(backup)).to.equal(undefined);
        }
      }
    });
  });

  it('places nothing that the next cleanup would remove', () => {
    always(({ policy }, { copies, after, failed }) => {
      if (failed.size > 0) return;
      const placed = new Set(copies.map(({ manifest }) => manifest.filename));
      const removed = decideRetention(after.backups, policy, { now: NOW })
        .filter(({ backup, action }) => action === 'remove' && placed.has(backup.filename))
        .map(({ backup, reason }) => `${backup.filename}: ${reason}`);
      expect(removed).to.deep.equal([]);
    });
  });

  it('brings the newest verified restore point of the other stores', () => {
    always(({ others, target }, { after, failed }) => {
      // A present file that is not verified is not replaced, and may go by retention.
      const isUnclear = target.backups.some((one) => !isFileVerified(one) && fileDamageOf(one) === undefined);
      if (failed.size > 0 || isUnclear || hasOtherFiles([target, ...others])) return;
      const verified = [...others.flatMap(({ backups }) => backups), ...after.backups].filter(
        (backup) => isVerified(backup) && !isFuture(backup, NOW),
      );
      const [newest] = verified.sort(newestFirst);
      if (newest === undefined) return;
      const own = after.backups.find(({ filename }) => filename === newest.filename);
      expect(own && isVerified(own)).to.equal(true);
    });
  });
});
