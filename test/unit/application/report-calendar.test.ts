import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunHistory } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { calendarDocument } from '../../../src/adapters/inbound/documents/calendar.ts';
import type { Run } from '../../../src/application/ports/run-listener.ts';
import { ReportCalendar, type ReportCalendarCommand } from '../../../src/application/report-calendar.ts';
import { RunRecorder } from '../../../src/application/runs/run-recorder.ts';
import { aRun, ended } from '../../support/history-records.ts';
import { publishChain } from '../../support/publish-chain.ts';
import { publishBackup } from '../../support/publish-backup.ts';

describe('ReportCalendar', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let history: InMemoryRunHistory;
  let recorder: RunRecorder;
  let clock: ManualClock;
  let meant: { readonly name: string }[];

  beforeEach(() => {
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    history = new InMemoryRunHistory();
    recorder = new RunRecorder({ history, logger: new InMemoryLogger() });
    clock = new ManualClock(new Date('2026-11-22T12:00:00Z'));
    meant = [{ name: 'shop' }, { name: 'app' }];
  });

  const report = (command: Partial<ReportCalendarCommand> = {}, timeZone = 'UTC') =>
    new ReportCalendar({ store, history, recorder, clock }, { timeZone, databases: () => meant }).execute({
      days: 2,
      ...command,
    });

  const told = async (command: Partial<ReportCalendarCommand> = {}, timeZone = 'UTC') =>
    (await report(command, timeZone)).databases.map(
      ({ database, days }) => `${database}: ${days.map(({ outcome }) => outcome).join(' ')}`,
    );

  it('lists configured databases first, then those with traces only', async () => {
    await publishBackup(disk, store, { database: 'zoo', createdAt: new Date('2026-11-22T01:00:00Z') });
    await publishBackup(disk, store, { database: 'app', createdAt: new Date('2026-11-21T01:00:00Z') });
    await history.append(ended(1, { run: aRun(1, { database: 'old' }), outcome: 'failed' }));
    await history.append(ended(2, { run: aRun(2, { database: 'old' }), outcome: 'missed' }));
    expect(await told()).to.deep.equal([
      'shop: none none',
      'app: verified none',
      'old: none failed',
      'zoo: none verified',
    ]);
    expect(await told({ database: 'app' })).to.deep.equal(['app: verified none']);
    expect(await told({ database: 'nobody' })).to.deep.equal([]);
  });

  it('counts each full, diff and incr, while the backups below it are there', async () => {
    const at = (day: number) => new Date(`2026-11-${String(day)}T01:00:00Z`);
    const deltas = [
      { type: 'incr', createdAt: at(19) },
      { type: 'diff', createdAt: at(20) },
      { type: 'incr', createdAt: at(21) },
    ] as const;
    const [, first, diff] = await publishChain(disk, store, deltas, { createdAt: at(18), database: 'app' });
    const command = { days: 5, database: 'app' };
    expect(await told(command)).to.deep.equal(['app: verified verified verified verified none']);
    await store.remove(first!);
    await store.remove(diff!);
    expect(await told(command)).to.deep.equal(['app: verified none none failed none']);
  });

  it('omits a missing database without traces in these days', async () => {
    await publishBackup(disk, store, { database: 'zoo', createdAt: new Date('2026-11-01T01:00:00Z') });
    await history.append(ended(1, { run: aRun(1, { database: 'one', operation: 'cleanup' }) }));
    disk.write('/backup/nameless.db', 'SQLite format 3\0');
    expect(await told()).to.deep.equal(['shop: none none', 'app: none none']);
  });

  it('returns fewer days for very many databases, and all days for one', async () => {
    meant = Array.from({ length: 1000 }, (_, index) => ({ name: `app${String(index)}` }));
    const many = (await report({ days: 366 })).databases;
    expect(many).to.have.lengthOf(1000);
    for (const { days } of many) {
      expect(days).to.have.lengthOf(50);
      expect(days.at(-1)?.date).to.equal('2026-11-22');
    }
    expect((await report({ days: 366, database: 'app7' })).databases[0]?.days).to.have.lengthOf(366);
    meant = meant.slice(0, 100);
    expect((await report({ days: 366 })).databases[0]?.days).to.have.lengthOf(366);
  });

  it('ends with today in the zone', async () => {
    const days = async (timeZone: string) => (await report({ database: 'app' }, timeZone)).databases[0]?.days;
    expect((await days('UTC'))?.map(({ date }) => date)).to.deep.equal(['2026-11-21', '2026-11-22']);
    expect((await days('Pacific/Kiritimati'))?.map(({ date }) => date)).to.deep.equal([
      '2026-11-22',
      '2026-11-23',
    ]);
  });

  it('includes records that its process has not written yet', async () => {
    const run: Run = { id: 'r', operation: 'create', database: 'app', startedAt: clock.now() };
    recorder.onRunEvent({ type: 'started', run });
    recorder.onRunEvent({ type: 'failed', run, durationMs: 1, error: new Error('no') });
    expect(await told({ database: 'app' })).to.deep.equal(['app: none failed']);
  });

  it('has a document', async () => {
    expect(calendarDocument(await report({ days: 1, database: 'app' }, 'Europe/Berlin'))).to.deep.equal({
      time_zone: 'Europe/Berlin',
      databases: [{ database: 'app', days: [{ date: '2026-11-22', outcome: 'none', runs: 0, failures: 0 }] }],
    });
  });
});
