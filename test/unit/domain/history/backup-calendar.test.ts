import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Backup } from '../../../../src/domain/backup/backup.ts';
import { calendarDays } from '../../../../src/domain/history/backup-calendar.ts';
import type { HistoryEntry } from '../../../../src/domain/history/history-entry.ts';
import { datesUpTo, localDates } from '../../../../src/domain/history/local-dates.ts';
import { aBackup, anUnmanagedBackup } from '../../../support/backup-builder.ts';

function anEntry(startedAt: string, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id: startedAt,
    operation: 'create',
    database: 'app',
    startedAt: new Date(startedAt),
    outcome: 'succeeded',
    durationMs: 5,
    facts: {},
    warnings: [],
    error: undefined,
    ...changes,
  };
}

/** The three days up to 22 November, each as `<outcome> <runs>/<failures>`. */
function told(
  entries: readonly HistoryEntry[],
  backups: readonly Backup[] = [],
  timeZone = 'UTC',
): readonly string[] {
  const days = calendarDays({ entries, backups }, datesUpTo('2026-11-22', 3), localDates(timeZone));
  expect(days.map(({ date }) => date)).to.deep.equal(['2026-11-20', '2026-11-21', '2026-11-22']);
  return days.map(({ outcome, runs, failures }) => `${outcome} ${String(runs)}/${String(failures)}`);
}

const made = (createdAt: string, verified: boolean): Backup =>
  aBackup({ createdAt: new Date(createdAt), verified });

describe('calendarDays', () => {
  it('is none on days without backups and runs', () => {
    expect(told([])).to.deep.equal(['none 0/0', 'none 0/0', 'none 0/0']);
  });

  it('distinguishes a verified backup from an unverified one', () => {
    const backups = [made('2026-11-22T02:00:00Z', true), made('2026-11-21T02:00:00Z', false)];
    const entries = backups.map((backup) =>
      anEntry(backup.createdAt.toISOString(), { facts: { filename: backup.filename, verified: true } }),
    );
    // The present file counts more than its record.
    expect(told(entries, backups)).to.deep.equal(['none 0/0', 'made 1/0', 'verified 1/0']);
  });

  it('takes the best of a day, and counts the failures', () => {
    const failed = (at: string): HistoryEntry => anEntry(at, { outcome: 'failed' });
    const entries = [
      failed('2026-11-22T04:00:00Z'),
      anEntry('2026-11-22T03:00:00Z', { outcome: 'missed' }),
      anEntry('2026-11-22T02:00:00Z', {
        facts: { filename: 'app-20261122T020000000Z.db.gz', verified: true },
      }),
      failed('2026-11-21T04:00:00Z'),
      anEntry('2026-11-21T03:00:00Z', {
        facts: { filename: 'app-20261121T030000000Z.db.gz', verified: false },
      }),
      anEntry('2026-11-20T04:00:00Z', { outcome: 'missed' }),
      anEntry('2026-11-20T03:00:00Z', { outcome: 'interrupted' }),
    ];
    expect(told(entries)).to.deep.equal(['failed 1/1', 'made 2/1', 'verified 2/1']);
  });

  it('is missed when no run started; skipped, cancelled and running runs do not count', () => {
    const entries = [
      anEntry('2026-11-22T02:00:00Z', { outcome: 'running' }),
      anEntry('2026-11-22T01:00:00Z', { outcome: 'cancelled' }),
      anEntry('2026-11-21T02:00:00Z', { outcome: 'missed' }),
      anEntry('2026-11-20T02:00:00Z', { outcome: 'skipped' }),
    ];
    expect(told(entries)).to.deep.equal(['none 0/0', 'missed 0/0', 'none 2/0']);
  });

  it('is unchanged when the runs of a day found nothing new, and the better of it and a backup', () => {
    const unchanged = (at: string): HistoryEntry =>
      anEntry(at, {
        outcome: 'unchanged',
        facts: { filename: 'app-20261101T020000000Z.db.gz', verified: true },
      });
    const entries = [
      unchanged('2026-11-22T02:00:00Z'),
      unchanged('2026-11-21T04:00:00Z'),
      anEntry('2026-11-21T03:00:00Z', { outcome: 'failed' }),
      unchanged('2026-11-20T03:00:00Z'),
    ];
    expect(told(entries, [made('2026-11-20T02:00:00Z', true)])).to.deep.equal([
      'verified 1/0',
      'unchanged 2/1',
      'unchanged 1/0',
    ]);
    expect(told([], [made('2026-11-20T02:00:00Z', false)])[0]).to.equal('made 0/0');
    expect(told(entries, [made('2026-11-20T02:00:00Z', false)])[0]).to.equal('made 1/0');
  });

  it('ignores runs of other operations', () => {
    const entries = ['verify', 'cleanup', 'restore', 'schedule'].map((operation) =>
      anEntry('2026-11-22T02:00:00Z', { operation, outcome: 'failed' }),
    );
    expect(told(entries)).to.deep.equal(['none 0/0', 'none 0/0', 'none 0/0']);
  });

  describe('of a removed backup', () => {
    const filename = 'app-20261120T235959000Z.db.gz';
    const creation = anEntry('2026-11-20T23:59:59Z', { facts: { filename, verified: false } });
    const verification = (result: string, at: string): HistoryEntry =>
      anEntry(at, { operation: 'verify', facts: { filename, result } });

    it('takes the newest recorded result, on the day of its creation', () => {
      const late = verification('ok', '2026-11-22T05:00:00Z');
      expect(told([late, creation])).to.deep.equal(['verified 1/0', 'none 0/0', 'none 0/0']);
      const later = verification('failed', '2026-11-22T06:00:00Z');
      expect(told([later, late, creation])[0]).to.equal('made 1/0');
      const open = verification('inconclusive', '2026-11-22T07:00:00Z');
      expect(told([open, late, creation])[0]).to.equal('verified 1/0');
    });

    it('takes the file where it still exists', () => {
      const late = verification('ok', '2026-11-22T05:00:00Z');
      const there = aBackup({ filename, createdAt: new Date('2026-11-20T23:59:59Z'), verified: false });
      expect(told([late, creation], [there])[0]).to.equal('made 1/0');
    });

    it('takes the run where the record names no file', () => {
      expect(told([anEntry('2026-11-21T23:59:59Z', { facts: { verified: true } })])).to.deep.equal([
        'none 0/0',
        'verified 1/0',
        'none 0/0',
      ]);
      const nameless = anEntry('2026-11-22T01:00:00Z', { operation: 'verify', facts: { result: 'ok' } });
      expect(told([nameless])).to.deep.equal(['none 0/0', 'none 0/0', 'none 0/0']);
    });

    it('counts an adopted backup on the day in its name', () => {
      const adopted = anEntry('2026-11-22T09:00:00Z', { operation: 'adopt', facts: { filename } });
      expect(told([adopted])).to.deep.equal(['made 0/0', 'none 0/0', 'none 0/0']);
    });
  });

  it("does not count another tool's files", () => {
    const foreign = anUnmanagedBackup({ createdAt: new Date('2026-11-21T02:00:00Z') });
    expect(told([], [foreign])).to.deep.equal(['none 0/0', 'none 0/0', 'none 0/0']);
  });

  it('leaves out earlier and later days, also for a clock in the year 275760', () => {
    const backups = [made('2026-11-19T23:59:59.999Z', true), made('2026-11-23T00:00:00Z', true)];
    const far = anEntry('+275760-09-12T23:00:00Z', { outcome: 'failed' });
    expect(told([far], backups)).to.deep.equal(['none 0/0', 'none 0/0', 'none 0/0']);
  });

  it('starts and ends days by the clocks of the zone', () => {
    const backups = [made('2026-11-21T10:59:59Z', true), made('2026-11-22T10:59:59Z', false)];
    // 14 h ahead of UTC: the morning of one day is past midnight of the next.
    expect(told([], backups, 'Pacific/Kiritimati')).to.deep.equal(['none 0/0', 'none 0/0', 'verified 0/0']);
    expect(told([], backups, 'America/New_York')).to.deep.equal(['none 0/0', 'verified 0/0', 'made 0/0']);
  });

  it('counts every hourly backup on days of clock changes', () => {
    const dateOf = localDates('Europe/Berlin');
    for (const [date, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
      ['2026-11-22', 24],
    ] as const) {
      const from = Date.parse(`${date}T00:00:00Z`) - 48 * 3_600_000;
      const entries = Array.from({ length: 96 }, (_, hour) =>
        anEntry(new Date(from + hour * 3_600_000).toISOString(), { outcome: 'failed' }),
      );
      const [day] = calendarDays({ entries, backups: [] }, [date], dateOf);
      expect(day).to.deep.equal({ date, outcome: 'failed', runs: hours, failures: hours });
    }
  });
});
