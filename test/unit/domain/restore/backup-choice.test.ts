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

describe('chooseByTime', () => {
  it('takes the newest, in any order', () => {
    expect(choose([oldest, newest, older])).to.deep.equal({
      backup: newest,
      passedOver: undefined,
      futureDated: [],
    });
  });

  it('takes the newest created before the given time, not at it', () => {
    expect(choose([newest, older, oldest], older.createdAt).backup).to.equal(oldest);
    expect(choose([newest, older, oldest], NOW).backup).to.equal(older);
  });

  it('skips unverified ones, and returns them', () => {
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

  it('never takes an unverified one: it must be named', () => {
    expect(() => choose([unverified]))
      .to.throw(BackupNotFoundException, new RegExp(`${unverified.filename}$`))
      .with.property('hint')
      .that.includes(`verify ${unverified.filename}`);
    expect(() => choose([anUnmanagedBackup()])).to.throw(BackupNotFoundException, 'verified');
  });

  it('never takes a safety backup: repeating a restore must not revert it', () => {
    const safety = withLabel(newest, safetyLabel(older.filename));
    expect(isSafetyBackup(safety)).to.equal(true);
    expect(choose([safety, older])).to.deep.equal({ backup: older, passedOver: undefined, futureDated: [] });
    expect(choose([withLabel(newest, 'before the migration'), older]).backup.createdAt).to.equal(NOW);
  });

  describe('with a future-dated backup', () => {
    const ahead = aBackup({ createdAt: daysBefore(-9) });
    const farAhead = aBackup({ createdAt: daysBefore(-90) });

    it('takes the newest of the others, and returns the skipped ones', () => {
      expect(choose([farAhead, newest, ahead])).to.deep.equal({
        backup: newest,
        passedOver: undefined,
        futureDated: [farAhead, ahead],
      });
    });

    it('does not take it for a future time either', () => {
      expect(choose([farAhead, ahead, older], daysBefore(-30))).to.deep.equal({
        backup: older,
        passedOver: undefined,
        futureDated: [ahead],
      });
    });

    it('refuses without another one, and names it', () => {
      expect(() => choose([ahead, farAhead]))
        .to.throw(BackupNotFoundException, `dated in the future; the newest is ${farAhead.filename}`)
        .with.property('hint')
        .that.includes('name it');
    });
  });

  it('requires the database when there are several', () => {
    expect(() => choose([newest, ofShop])).to.throw(UsageException, 'app, shop');
    expect(choose([newest, ofShop], undefined, 'shop').backup).to.equal(ofShop);
  });

  it("ignores another tool's file without a database", () => {
    const nameless: Backup = { ...anUnmanagedBackup({ createdAt: NOW }), database: undefined };
    expect(choose([nameless, older]).backup).to.equal(older);
  });

  it('names the missing backups', () => {
    expect(() => choose([])).to.throw(BackupNotFoundException, 'no backup yet');
    expect(() => choose([newest], undefined, 'shop')).to.throw(BackupNotFoundException, 'of shop');
    expect(() => choose([newest], daysBefore(9)))
      .to.throw(BackupNotFoundException, daysBefore(9).toISOString())
      .with.nested.property('details.before', daysBefore(9).toISOString());
  });
});
