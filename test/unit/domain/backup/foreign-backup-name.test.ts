import { expect } from 'chai';
import { describe, it } from 'mocha';
import { foreignBackupDate, readForeignBackupName } from '../../../../src/domain/backup/foreign-backup-name.ts';
import { HOUR_MS } from '../../../support/backup-builder.ts';

describe("another tool's backup name", () => {
  for (const [filename, database, moment] of [
    ['app_20260115_020000.db.gz', 'app', '2026-01-15T02:00:00.000Z'],
    ['app-2026-01-15T02-00-30.db', 'app', '2026-01-15T02:00:30.000Z'],
    ['my.app_20260115T0200.db.zst', 'my.app', '2026-01-15T02:00:00.000Z'],
    ['backup 2026-01-15 02:00.db', 'backup', '2026-01-15T02:00:00.000Z'],
    ['20260115020000.db', undefined, '2026-01-15T02:00:00.000Z'],
    ['app_20260231_020000.db', 'app_20260231_020000', undefined],
    ['app_v20_2026.db', 'app_v20_2026', undefined],
    ['nightly.db', 'nightly', undefined],
    ['夜间.db.gz', undefined, undefined],
  ] as const) {
    it(`${filename}: ${String(database)}, ${String(moment)}`, () => {
      const name = readForeignBackupName(filename);
      const found = name.time?.toISOString();
      expect([name.database, found]).to.deep.equal([database, moment]);
    });
  }

  it('is dated by its last change, unless the time in its name shows a later copy', () => {
    const moment = new Date('2026-01-15T02:00:00Z');
    const after = (hours: number): Date => new Date(moment.getTime() + hours * HOUR_MS);
    expect(foreignBackupDate(undefined, after(5))).to.deep.equal(after(5));
    for (const hours of [-8, 0, 14]) expect(foreignBackupDate(moment, after(hours))).to.deep.equal(after(hours));
    for (const hours of [-15, 15, 9000]) expect(foreignBackupDate(moment, after(hours))).to.deep.equal(moment);
  });
});
