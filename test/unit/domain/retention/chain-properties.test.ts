import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  isFileVerified,
  isVerified,
  manifestOf,
  newestFirst,
  type Backup,
} from '../../../../src/domain/backup/backup.ts';
import { closureOf, linkChains } from '../../../../src/domain/backup/chain.ts';
import { isFuture } from '../../../../src/domain/backup/future-dated.ts';
import { anchorsToVerify } from '../../../../src/domain/retention/anchors.ts';
import { inRemovalOrder } from '../../../../src/domain/retention/removal-order.ts';
import type { RetentionDecision } from '../../../../src/domain/retention/retention-decision.ts';
import type { RetentionPolicy } from '../../../../src/domain/retention/retention-policy.ts';
import { decideRetention } from '../../../../src/domain/retention/retention.ts';
import type { CheckResult } from '../../../../src/domain/verification/verification.ts';
import { DAY_MS, NOW } from '../../../support/backup-builder.ts';
import { chainsWithinAYear, randomChains, randomPolicies } from '../../../support/random-chains.ts';

type Checked = ReadonlyMap<string, CheckResult>;

/** Results of the verifications of this run; most backups were not verified. */
const checkedOf = (backups: readonly Backup[]): fc.Arbitrary<Checked> =>
  fc
    .array(fc.constantFrom<(CheckResult | undefined)[]>('ok', 'failed', 'inconclusive', ...NOT_CHECKED), {
      minLength: backups.length,
      maxLength: backups.length,
    })
    .map((results) => {
      const pairs = backups.map(({ filename }, index) => [filename, results[index]] as const);
      return new Map(pairs.filter((pair): pair is readonly [string, CheckResult] => pair[1] !== undefined));
    });

const NOT_CHECKED = Array.from({ length: 12 }, () => undefined);

interface Case {
  /** Linked. */
  readonly all: readonly Backup[];
  readonly checked: Checked;
  readonly policy: RetentionPolicy;
  readonly decisions: readonly RetentionDecision[];
}

const casesOf = (histories: typeof randomChains): fc.Arbitrary<Case> =>
  histories
    .chain((backups) => fc.tuple(fc.constant(linkChains(backups)), checkedOf(backups), randomPolicies))
    .map(([all, checked, policy]) => ({
      ...{ all, checked, policy },
      decisions: decideRetention(all, policy, { now: NOW, checked }),
    }));

function always(property: (one: Case) => void, histories = randomChains): void {
  fc.assert(fc.property(casesOf(histories), property), { numRuns: 2000 });
}

/** The files that a restore needs, found without the links; `undefined` when one is missing or is not the parent. */
function neededFiles(backup: Backup, all: readonly Backup[]): readonly Backup[] | undefined {
  const needed: Backup[] = [backup];
  for (let ref = manifestOf(backup)?.parent; ref !== undefined; ref = manifestOf(needed.at(-1)!)?.parent) {
    const { filename, storedSha256 } = ref;
    const parent = all.find((one) => one.filename === filename);
    const manifest = parent && manifestOf(parent);
    if (parent === undefined || manifest?.storedSha256 !== storedSha256) return undefined;
    needed.push(parent);
  }
  return needed;
}

function isVerifiedWithAll(backup: Backup, { all, checked }: Pick<Case, 'all' | 'checked'>): boolean {
  const needed = neededFiles(backup, all);
  return (
    needed?.every((one) => isFileVerified(one) && ['ok', undefined].includes(checked.get(one.filename))) ??
    false
  );
}

const keptOf = (decisions: readonly RetentionDecision[]): readonly Backup[] =>
  decisions.filter(({ action }) => action === 'keep').map(({ backup }) => backup);

const namesOf = (backups: readonly Backup[]): readonly string[] => backups.map(({ filename }) => filename);

const summaryOf = (decisions: readonly RetentionDecision[]): readonly string[] =>
  decisions.map(({ backup, action, rule, reason }) => `${action} ${backup.filename}: ${rule}, ${reason}`);

/** The same list, where each backup is a file of its own. */
function withoutChains(all: readonly Backup[]): readonly Backup[] {
  return all.map((backup) => {
    const manifest = manifestOf(backup);
    if (manifest === undefined) return backup;
    const own = { ...manifest, type: undefined, parent: undefined, chain: undefined };
    return { ...backup, base: undefined, record: { condition: 'intact', manifest: own } };
  });
}

describe('decideRetention for any chains and policy', () => {
  it('decides about each file once, with a reason', () => {
    always(({ all, decisions }) => {
      const decided = namesOf(decisions.map(({ backup }) => backup));
      expect(decided.toSorted()).to.deep.equal(namesOf(all).toSorted());
      expect(decisions.every(({ reason }) => reason.length > 0)).to.equal(true);
    });
  });

  it('never takes from a kept backup one that it needs', () => {
    always(({ all, decisions }) => {
      const kept = keptOf(decisions);
      for (const backup of kept) {
        const needed = neededFiles(backup, all);
        if (needed !== undefined) expect(namesOf(kept)).to.include.members([...namesOf(needed)]);
        expect(namesOf(kept)).to.include.members([...namesOf(closureOf(backup))]);
      }
    });
  });

  it('counts nothing as verified without all that it needs', () => {
    always(({ decisions, ...one }) => {
      for (const { backup, rule } of decisions)
        if (['newest_verified', 'keep_min', 'bucket', 'over_cap'].includes(rule))
          expect(isVerifiedWithAll(backup, one), `${backup.filename} ${rule}`).to.equal(true);
    });
  });

  it('keeps the newest verified backup, the newest keep_min of them, and all that these need', () => {
    always(({ decisions, policy, ...one }) => {
      const verified = one.all
        .filter((backup) => isVerifiedWithAll(backup, one) && !isFuture(backup, NOW))
        .toSorted(newestFirst);
      const kept = namesOf(keptOf(decisions));
      for (const backup of verified.slice(0, Math.max(1, policy.keepMin)))
        expect(kept).to.include.members([...namesOf(neededFiles(backup, one.all)!)]);
      if (verified.length === 0) expect(kept).to.have.length(one.all.length);
    });
  });

  it('decides about restore points as if each were a file of its own; a base takes no slot and no bucket', () => {
    fc.assert(
      fc.property(randomChains, randomPolicies, (backups, policy) => {
        // A file of its own has no broken chain.
        const all = linkChains(backups).filter(({ base }) => base === undefined || base.isVerified);
        const decisions = decideRetention(linkChains(all), policy, { now: NOW });
        const flat = decideRetention(withoutChains(all), policy, { now: NOW });
        const bases = new Set(
          decisions.flatMap(({ backup, rule }) => (rule === 'base' ? [backup.filename] : [])),
        );
        const others = (each: readonly RetentionDecision[]): readonly string[] =>
          summaryOf(each.filter(({ backup }) => !bases.has(backup.filename)));
        expect(others(decisions)).to.deep.equal(others(flat));
        const removed = flat.filter(({ action }) => action === 'remove').map(({ backup }) => backup.filename);
        expect(removed).to.include.members([...bases]);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps as a base only what a kept restore point needs, and names one', () => {
    always(({ decisions }) => {
      const points = decisions.filter(({ action, rule }) => action === 'keep' && rule !== 'base');
      for (const { backup, rule, reason } of decisions) {
        if (rule !== 'base') continue;
        const needing = points.filter(({ backup: one }) => namesOf(closureOf(one)).includes(backup.filename));
        const more = needing.length === 1 ? '' : ` and ${String(needing.length - 1)} more`;
        expect(reason).to.equal(`base of ${needing[0]!.backup.filename}${more}`);
      }
    });
  });

  it('does not depend on the order of the list', () => {
    const shuffled = randomChains.chain((backups) =>
      fc.tuple(
        fc.constant(backups),
        fc.shuffledSubarray([...backups], { minLength: backups.length }),
        randomPolicies,
      ),
    );
    fc.assert(
      fc.property(shuffled, ([backups, other, policy]) => {
        expect(summaryOf(decideRetention(linkChains(other), policy, { now: NOW }))).to.deep.equal(
          summaryOf(decideRetention(linkChains(backups), policy, { now: NOW })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('removes nothing more when it decides again after the removal', () => {
    always(({ decisions, checked, policy }) => {
      const left = linkChains(keptOf(decisions));
      const again = decideRetention(left, policy, { now: NOW, checked });
      expect(summaryOf(again).filter((text) => text.startsWith('remove'))).to.deep.equal([]);
      // Longer gaps do not count, and a removal may make one.
    }, chainsWithinAYear);
  });

  it('removes in an order that leaves no backup without its parent at any time', () => {
    always(({ all, decisions }) => {
      const left = new Set(namesOf(all));
      for (const { backup, action } of inRemovalOrder(decisions)) {
        if (action === 'keep') continue;
        left.delete(backup.filename);
        for (const one of all)
          if (left.has(one.filename)) expect([...left]).to.include.members([...namesOf(closureOf(one))]);
      }
    });
  });

  it('verifies all that the anchors need before it removes anything', () => {
    always(({ decisions, policy, ...one }) => {
      const toVerify = anchorsToVerify(decisions, policy, { now: NOW, maxAgeMs: 0, checked: one.checked });
      if (keptOf(decisions).length === decisions.length) {
        expect(toVerify).to.deep.equal([]);
        return;
      }
      const known = new Set([...namesOf(toVerify), ...one.checked.keys()]);
      const anchors = one.all
        .filter((backup) => isVerifiedWithAll(backup, one) && !isFuture(backup, NOW))
        .toSorted(newestFirst)
        .slice(0, Math.max(1, policy.keepMin));
      for (const anchor of anchors)
        expect([...known]).to.include.members([...namesOf(neededFiles(anchor, one.all)!)]);
      expect(new Set(toVerify).size).to.equal(toVerify.length);
    });
  });

  it('does not remove more after months without a backup', () => {
    fc.assert(
      fc.property(randomChains, randomPolicies, (backups, policy) => {
        const past = linkChains(backups.filter((backup) => !isFuture(backup, NOW)));
        const later = new Date(NOW.getTime() + 200 * DAY_MS);
        expect(namesOf(keptOf(decideRetention(past, policy, { now: later })))).to.deep.equal(
          namesOf(keptOf(decideRetention(past, policy, { now: NOW }))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('counts in its cases enough bases, broken chains and removals', () => {
    const seen = { base: 0, broken: 0, removed: 0, verifiedDeltas: 0 };
    fc.assert(
      fc.property(casesOf(randomChains), ({ all, decisions }) => {
        seen.base += decisions.filter(({ rule }) => rule === 'base').length;
        seen.removed += decisions.filter(({ action }) => action === 'remove').length;
        seen.broken += all.filter(({ base }) => base?.problem !== undefined).length;
        seen.verifiedDeltas += all.filter((one) => one.base !== undefined && isVerified(one)).length;
      }),
      { numRuns: 1000, seed: 1 },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).to.be.above(500);
  });
});
