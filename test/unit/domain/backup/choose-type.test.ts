import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { BackupType } from '../../../../src/domain/backup/backup-type.ts';
import { manifestOf, type Backup } from '../../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../../src/domain/backup/chain.ts';
import { chooseType, type KnownPages } from '../../../../src/domain/backup/choose-type.ts';
import type { IncrementalPolicy } from '../../../../src/domain/backup/incremental-policy.ts';
import { aChain, aVerification, DAY_MS, daysBefore, HOUR_MS, NOW } from '../../../support/backup-builder.ts';

const POLICY: IncrementalPolicy = { fullIntervalMs: 7 * DAY_MS, diffIntervalMs: DAY_MS, skipUnchanged: false };

/** A full, a diff a day later, and an incr an hour after that; the newest is `hoursAgo` old. */
function chainEnding(hoursAgo: number, clockChange = 0): readonly Backup[] {
  const start = new Date(NOW.getTime() - hoursAgo * HOUR_MS - 25 * HOUR_MS + clockChange);
  const diffAt = new Date(start.getTime() + DAY_MS);
  return linkChains(
    aChain(start, [
      { type: 'diff', createdAt: diffAt },
      { type: 'incr', createdAt: new Date(diffAt.getTime() + HOUR_MS) },
    ]),
  );
}

function knownOf(full: Backup | undefined, last: Backup | undefined): KnownPages {
  const digest = (backup: Backup | undefined) => backup && manifestOf(backup)?.storedSha256;
  return { full: digest(full), last: digest(last) };
}

function choose(
  backups: readonly Backup[],
  changes: { requested?: BackupType; known?: KnownPages; policy?: Partial<IncrementalPolicy> } = {},
) {
  const known = changes.known ?? knownOf(backups[0], backups.at(-1));
  const chosen = chooseType(changes.requested, backups, known, { ...POLICY, ...changes.policy }, NOW);
  return { type: chosen.type, parent: chosen.parent?.filename, reason: chosen.reason };
}

describe('the type of the next backup', () => {
  const backups = chainEnding(1);
  const [full, diff, incr] = backups as readonly [Backup, Backup, Backup];

  it('is an incr on the last backup', () => {
    expect(choose(backups)).to.deep.include({ type: 'incr', parent: incr.filename });
    expect(choose([full], { known: knownOf(full, full) })).to.deep.include({ type: 'diff', parent: full.filename });
  });

  it('is a diff when diff_interval_hours has passed since the last full or diff', () => {
    const chosen = choose(chainEnding(23));
    expect(chosen).to.deep.include({ type: 'diff' });
    expect(chosen.reason).to.include('diff_interval_hours 24');
    expect(choose(chainEnding(22)).type).to.equal('incr');
    expect(choose(backups, { policy: { diffIntervalMs: 0 } }).type).to.equal('diff');
  });

  it('is a full when full_interval_hours has passed', () => {
    const old = chainEnding(7 * 24 - 25);
    expect(choose(old)).to.deep.include({ type: 'full', parent: undefined });
    expect(choose(old).reason).to.include('full_interval_hours 168');
    expect(choose(old, { policy: { fullIntervalMs: 8 * DAY_MS } }).type).to.not.equal('full');
  });

  it('is always a full with full_interval_hours 0', () => {
    expect(choose(backups, { policy: { fullIntervalMs: 0 } })).to.deep.include({ type: 'full' });
  });

  it('is the requested one, whatever the intervals say', () => {
    const never = { fullIntervalMs: 0 };
    expect(choose(backups, { requested: 'full' }).type).to.equal('full');
    expect(choose(backups, { requested: 'diff', policy: never })).to.deep.include({ type: 'diff', parent: full.filename });
    expect(choose(chainEnding(23), { requested: 'incr', policy: never }).type).to.equal('incr');
  });

  it('is a full where no full with known pages is there', () => {
    for (const known of [{}, knownOf(diff, diff), { full: 'f'.repeat(64), last: 'f'.repeat(64) }]) {
      expect(choose(backups, { known })).to.deep.include({ type: 'full' });
      expect(choose(backups, { known, requested: 'incr' }).reason).to.match(/^incr was requested; the pages of no usable full are known/);
    }
  });

  it('is a full where none is there yet', () => {
    expect(choose([], { known: {} }).reason).to.equal('there is no full yet');
  });

  it('is a diff where the last backup is lost, damaged, or of another chain', () => {
    const damaged = { ...incr, state: { ...incr.state, verifications: [aVerification('failed')] } };
    const [other] = aChain(daysBefore(3), []) as [Backup];
    for (const [list, known] of [
      [backups, knownOf(full, undefined)],
      [linkChains([full, diff]), knownOf(full, incr)],
      [linkChains([full, diff, damaged]), knownOf(full, damaged)],
      [linkChains([full, diff, other]), knownOf(full, other)],
    ] as const) {
      expect(choose(list, { known })).to.deep.include({ type: 'diff', parent: full.filename });
    }
  });

  it('is a diff where a backup below the last one is damaged: it heals the chain', () => {
    const damaged = { ...diff, state: { ...diff.state, verifications: [aVerification('failed')] } };
    const list = linkChains([full, damaged, incr]);
    expect(choose(list, { known: knownOf(full, incr) })).to.deep.include({ type: 'diff', parent: full.filename });
  });

  it('is a full where the full is damaged', () => {
    const damaged = { ...full, state: { ...full.state, verifications: [aVerification('failed')] } };
    expect(choose(linkChains([damaged, diff, incr])).type).to.equal('full');
  });

  it('is a full after the clock was set back', () => {
    const chosen = choose(chainEnding(1, 10 * DAY_MS));
    expect(chosen.type).to.equal('full');
    expect(chosen.reason).to.include('future');
  });
});
