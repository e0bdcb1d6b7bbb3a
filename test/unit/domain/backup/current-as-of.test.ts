import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { currentUpTo, foundUnchangedAt } from '../../../../src/domain/backup/current-as-of.ts';
import { aBackup, daysBefore, HOUR_MS, NOW } from '../../../support/backup-builder.ts';

describe('the time from which the age of a backup counts', () => {
  const created = daysBefore(9);
  const timesOf = (currentAsOf: Date | undefined): readonly (Date | undefined)[] => {
    const plain = aBackup({ createdAt: created });
    const backup: Backup = { ...plain, state: { ...plain.state, currentAsOf } };
    return [foundUnchangedAt(backup, NOW), currentUpTo(backup, NOW)];
  };

  it('is its creation before a run has found the database unchanged', () => {
    expect(timesOf(undefined)).to.deep.equal([undefined, created]);
  });

  it('is the last run that found the database unchanged', () => {
    expect(timesOf(daysBefore(1))).to.deep.equal([daysBefore(1), daysBefore(1)]);
  });

  it('is never before its creation', () => {
    expect(timesOf(daysBefore(10))).to.deep.equal([undefined, created]);
  });

  it('may be up to a day ahead: the clock was set back since', () => {
    const ahead = new Date(NOW.getTime() + HOUR_MS);
    expect(timesOf(ahead)).to.deep.equal([ahead, ahead]);
    expect(timesOf(daysBefore(-1.1))).to.deep.equal([undefined, created]);
  });
});
