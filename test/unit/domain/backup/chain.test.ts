import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isVerified, manifestOf, type Backup } from '../../../../src/domain/backup/backup.ts';
import { closureOf, linkChains, withClosures } from '../../../../src/domain/backup/chain.ts';
import { damageKindOf, damageOf } from '../../../../src/domain/backup/damage.ts';
import { aChain, aVerification, daysBefore, NOW } from '../../../support/backup-builder.ts';

const [full, diff, first, second] = aChain(daysBefore(1), ['diff', 'incr', 'incr']) as [Backup, Backup, Backup, Backup];

function linkedAt(index: number, backups: readonly Backup[]): Backup {
  return linkChains(backups)[index]!;
}

describe('a chain of backups', () => {
  it('is found by the names of the parents, in any order of the list', () => {
    for (const list of [[full, diff, first, second], [second, first, diff, full]]) {
      const last = linkChains(list).find(({ filename }) => filename === second.filename)!;
      expect(closureOf(last).map(({ filename }) => filename)).to.deep.equal(
        [full, diff, first, second].map(({ filename }) => filename),
      );
      expect([isVerified(last), damageOf(last)]).to.deep.equal([true, undefined]);
    }
  });

  it('does not depend on times: the clock may have been set back', () => {
    const [base, delta] = aChain(daysBefore(1), [{ type: 'diff', createdAt: daysBefore(3) }]) as [Backup, Backup];
    expect(isVerified(linkedAt(1, [base, delta]))).to.equal(true);
  });

  it('leaves fulls as they are', () => {
    const list = [full];
    expect(linkChains(list)).to.equal(list);
    expect(linkedAt(0, [full, diff])).to.equal(full);
    expect(closureOf(full)).to.deep.equal([full]);
  });

  it('is linked anew in another list', () => {
    const [linkedFull, , linkedFirst, linkedSecond] = linkChains([full, diff, first, second]);
    const [, , above] = linkChains([linkedFull!, linkedFirst!, linkedSecond!]);
    expect(damageOf(above!)).to.equal(`its parent ${diff.filename} is missing`);
    expect(closureOf(above!)).to.have.length(2);
    const [, , again] = linkChains([diff, full, above!, linkedFirst!]);
    expect([isVerified(again!), closureOf(again!).length]).to.deep.equal([true, 4]);
  });

  it('breaks where a backup is missing: those above it cannot be restored', () => {
    const [, , lost, alsoLost] = linkChains([full, full, first, second]);
    expect([lost!, alsoLost!].map(damageOf)).to.deep.equal(Array(2).fill(`its parent ${diff.filename} is missing`));
    expect(damageKindOf(lost!)).to.equal('not_restorable');
    expect([lost!, alsoLost!].map(isVerified)).to.deep.equal([false, false]);
  });

  it('breaks at a damaged backup', () => {
    const damaged = { ...diff, state: { ...diff.state, verifications: [aVerification('failed')] } };
    const [, , above] = linkChains([full, damaged, first]);
    expect(damageOf(above!)).to.include(`its parent ${diff.filename} is damaged: the verification`);
    expect(isVerified(above!)).to.equal(false);
  });

  it('is verified only with every backup of it', () => {
    const unverified = { ...diff, state: { ...diff.state, verifications: [] } };
    const [, , above] = linkChains([full, unverified, first]);
    expect([isVerified(above!), damageOf(above!)]).to.deep.equal([false, undefined]);
  });

  it('refuses another file under the name of the parent', () => {
    const manifest = { ...manifestOf(full)!, storedSha256: 'f'.repeat(64) };
    const [, above] = linkChains([{ ...full, record: { condition: 'intact', manifest } }, diff]);
    expect(damageOf(above!)).to.include('another backup than the one it was made for');
  });

  it('refuses a parent of another chain', () => {
    const manifest = { ...manifestOf(full)!, chain: 'another' };
    const [, above] = linkChains([{ ...full, record: { condition: 'intact', manifest } }, diff]);
    expect(damageOf(above!)).to.include('another backup than the one it was made for');
  });

  it('ends in a list of backups that name each other as parents', () => {
    const own = manifestOf(diff)!;
    const parentOf = ({ filename }: Backup) => ({ ...own.parent!, filename });
    const circle = (backup: Backup, parent: Backup): Backup => ({
      ...backup,
      record: { condition: 'intact', manifest: { ...manifestOf(backup)!, parent: parentOf(parent) } },
    });
    const damages = linkChains([circle(diff, first), circle(first, diff)]).map(damageOf);
    expect(damages.every((damage) => damage !== undefined)).to.equal(true);
    expect(damageOf(linkedAt(0, [circle(diff, diff)]))).to.be.a('string');
  });

  it('is listed with other chains once, parents first', () => {
    const linked = linkChains([full, diff, first, second, ...aChain(daysBefore(3), ['diff'])]);
    const [, , one, two, oldFull, oldDiff] = linked as [Backup, Backup, Backup, Backup, Backup, Backup];
    expect([...withClosures([two, one, oldDiff]).values()]).to.deep.equal([
      ...closureOf(two),
      oldFull,
      oldDiff,
    ]);
  });

  it('of ten thousand backups is linked without a deep recursion', () => {
    const long = aChain(NOW, Array.from({ length: 10_000 }, () => 'incr' as const));
    expect(isVerified(linkedAt(0, [...long].reverse()))).to.equal(true);
  });
});
