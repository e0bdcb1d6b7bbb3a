import { expect } from 'chai';
import { describe, it } from 'mocha';
import { RETENTION_RULES } from '../../../../src/domain/retention/retention-rule.ts';
import { decideRetention } from '../../../../src/domain/retention/retention.ts';
import type { RetentionPolicy } from '../../../../src/domain/retention/retention-policy.ts';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../../src/domain/backup/chain.ts';
import {
  NOW,
  aBackup,
  aChain,
  aDamagedBackup,
  anUnmanagedBackup,
  daysBefore,
} from '../../../support/backup-builder.ts';
import { aRetentionPolicy } from '../../../support/retention-policy.ts';

/** The rule for each backup, newest first. */
function rulesFor(
  backups: readonly Backup[],
  policy: Partial<RetentionPolicy> = {},
  pausedReason?: string,
): readonly string[] {
  return decideRetention(backups, aRetentionPolicy(policy), { now: NOW, pausedReason }).map(
    ({ rule }) => rule,
  );
}

const aged = (days: number, changes: Parameters<typeof aBackup>[0] = {}): Backup =>
  aBackup({ createdAt: daysBefore(days), ...changes });

describe('the rule behind each decision', () => {
  const CASES: readonly (readonly [readonly Backup[], Partial<RetentionPolicy>, readonly string[]])[] = [
    [[aged(0), aged(1), aged(9)], {}, ['newest_verified', 'within_days', 'too_old']],
    [[aged(-1), aged(0), aged(1, { pinned: true })], {}, ['future', 'newest_verified', 'pinned']],
    [
      [
        aged(0),
        anUnmanagedBackup({ createdAt: daysBefore(1) }),
        aDamagedBackup({ createdAt: daysBefore(2) }),
      ],
      {},
      ['newest_verified', 'unmanaged', 'damaged_manifest'],
    ],
    [[aged(0), aged(8), aged(9)], { keepMin: 2 }, ['newest_verified', 'keep_min', 'too_old']],
    [[aged(0), aged(8), aged(8.1)], { keepDaily: 2 }, ['newest_verified', 'bucket', 'too_old']],
    [[aged(0), aged(1), aged(2)], { maxBackupFiles: 2 }, ['newest_verified', 'within_days', 'over_cap']],
    [
      [aged(0, { verified: false }), aged(1), aged(2, { verified: false }), aged(9, { verified: false })],
      {},
      ['no_newer_verified', 'newest_verified', 'within_days', 'too_old'],
    ],
    [
      linkChains(aChain(daysBefore(9), [{ type: 'diff', createdAt: daysBefore(0) }])),
      {},
      ['newest_verified', 'base'],
    ],
    [[aged(0, { verified: false }), aged(99, { verified: false })], {}, ['no_verified', 'no_verified']],
  ];

  for (const [backups, policy, rules] of CASES) {
    it(`gives the rules ${rules.join(', ')}`, () => {
      expect(rulesFor(backups, policy)).to.deep.equal(rules);
    });
  }

  it('is the pause only where a backup would be removed', () => {
    expect(rulesFor([aged(0), aged(1), aged(9)], {}, 'it shrank')).to.deep.equal([
      'newest_verified',
      'within_days',
      'frozen',
    ]);
  });

  it('covers every rule', () => {
    const seen = new Set([...CASES.flatMap(([backups, policy]) => rulesFor(backups, policy)), 'frozen']);
    expect([...seen].sort()).to.deep.equal([...RETENTION_RULES].sort());
  });
});
