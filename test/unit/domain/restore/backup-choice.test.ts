import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { BackupNotFoundException } from '../../../../src/domain/exceptions/backup-not-found-exception.ts';
import { UsageException } from '../../../../src/domain/exceptions/usage-exception.ts';
import { chooseByTime, type ChosenBackup } from '../../../../src/domain/restore/backup-choice.ts';
import { isSafetyBackup, safetyLabel } from '../../../../src/domain/restore/safety-backup.ts';
import { aBackup, anUnmanagedBackup, daysBefore, NOW } from '../../../support/backup-builder.ts';

const newest = aBackup({ createdAt: NOW });
const older = aBackup({ createdAt: daysBefore(1) });
const oldest = aBackup({ createdAt: daysBefore(2) });
const unverified = aBackup({ createdAt: NOW, verified: false });
const ofShop = aBackup({ database: 'shop', createdAt: NOW });

function choose(backups: readonly Backup[], before?: Date, database?: string): ChosenBackup {
  return chooseByTime(backups, { by: 'time', database, before }, NOW);
}

function withLabel(backup: Backup, label: string): Backup {
  return { ...backup, state: { ...backup.state, label } };
}

describe('the choice of a backup by time', () => {
  it('takes the newest, in whatever order they come', () => {
    expect(choose([oldest, newest, older])).to.deep.equal({
      backup: newest,
      passedOver: undefined,
      futureDated: [],
    });
  });

  it('takes the newest that was made before the moment, not at it', () => {
    expect(choose([newest, older, oldest], older.createdAt).backup).to.equal(oldest);
    expect(choose([newest, older, oldest], NOW).backup).to.equal(older);
  });

  it('passes over what is not verified, and says so', () => {
    expect(choose([unverified, older])).to.deep.equal({
      backup: older,
      passedOver: unverified,
      futureDated: [],
    });
    expect(choose([unverified, older], NOW)).to.deep.equal({
      backup: older,
      passedOver: undefined,
      futureDated: [],
    });
  });

  it('never takes an unverified one: it has to be named', () => {
    expect(() => choose([unverified]))
      .to.throw(BackupNotFoundException, new RegExp(`${unverified.filename}$`))
      .with.property('hint')
      .that.includes(`verify ${unverified.filename}`);
    expect(() => choose([anUnmanagedBackup()])).to.throw(BackupNotFoundException, 'verified');
  });

  it('never takes a safety backup: the same restore twice must not undo itself', () => {
    const safety = withLabel(newest, safetyLabel(older.filename));
    expect(isSafetyBackup(safety)).to.equal(true);
    expect(choose([safety, older])).to.deep.equal({ backup: older, passedOver: undefined, futureDated: [] });
    expect(choose([withLabel(newest, 'before the migration'), older]).backup.createdAt).to.equal(NOW);
  });

  describe('with a backup that is dated in the future', () => {
    const ahead = aBackup({ createdAt: daysBefore(-9) });
    const farAhead = aBackup({ createdAt: daysBefore(-90) });

    it('takes the newest of the others, and says which ones it passes over', () => {
      expect(choose([farAhead, newest, ahead])).to.deep.equal({
        backup: newest,
        passedOver: undefined,
        futureDated: [farAhead, ahead],
      });
    });

    it('does not take it for a moment in the future either', () => {
      expect(choose([farAhead, ahead, older], daysBefore(-30))).to.deep.equal({
        backup: older,
        passedOver: undefined,
        futureDated: [ahead],
      });
    });

    it('refuses where there is no other, and names it', () => {
      expect(() => choose([ahead, farAhead]))
        .to.throw(BackupNotFoundException, `dated in the future; the newest is ${farAhead.filename}`)
        .with.property('hint')
        .that.includes('name it');
    });
  });

  it('wants to know which database where there are several', () => {
    expect(() => choose([newest, ofShop])).to.throw(UsageException, 'app, shop');
    expect(choose([newest, ofShop], undefined, 'shop').backup).to.equal(ofShop);
  });

  it("is not confused by another tool's nameless file", () => {
    const nameless: Backup = { ...anUnmanagedBackup({ createdAt: NOW }), database: undefined };
    expect(choose([nameless, older]).backup).to.equal(older);
  });

  it('says what there is none of', () => {
    expect(() => choose([])).to.throw(BackupNotFoundException, 'no backup yet');
    expect(() => choose([newest], undefined, 'shop')).to.throw(BackupNotFoundException, 'of shop');
    expect(() => choose([newest], daysBefore(9)))
      .to.throw(BackupNotFoundException, daysBefore(9).toISOString())
      .with.nested.property('details.before', daysBefore(9).toISOString());
  });
});
