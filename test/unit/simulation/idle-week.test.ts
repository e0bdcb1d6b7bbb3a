import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { CronerCalendar } from '../../../src/adapters/outbound/calendar/croner-calendar.ts';
import { recordUnchanged, unchangedFacts } from '../../../src/application/backups/record-unchanged.ts';
import { ReportCalendar, type CalendarReport } from '../../../src/application/report-calendar.ts';
import { ReportHealth, type HealthReport } from '../../../src/application/report-health.ts';
import { BackupDueDates } from '../../../src/application/scheduling/backup-due-dates.ts';
import { RunDueTasks } from '../../../src/application/scheduling/run-due-tasks.ts';
import type { StartedTask } from '../../../src/application/scheduling/task-runner.ts';
import { DAY_MS, HOUR_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';
import { aTask, settled } from '../../support/scheduled-product.ts';

const START = new Date('2026-11-16T00:00:30Z');
const HOURS = 7 * 24;
const HOURLY = '0 * * * *';
const SCHEDULE = { timeZone: 'UTC', backupScheduleHour: 2, backupSchedule: HOURLY, drillSchedule: undefined };
const DATABASES = [{ name: 'app', path: SOURCE_PATH }];

/** A service with hourly runs over an application that writes nothing. */
class IdleWeek {
  readonly product = new InMemoryProduct();
  readonly reports: HealthReport[] = [];
  readonly missed: Date[] = [];
  readonly #calendar = new CronerCalendar();
  readonly #schedule: RunDueTasks;
  readonly #health: ReportHealth;

  constructor() {
    const { product } = this;
    const calendar = this.#calendar;
    product.clock.setNow(START);
    product.listeners.push(product.recorder);
    const task = aTask({ schedule: { expression: HOURLY, timeZone: 'UTC' }, sourcePath: SOURCE_PATH });
    this.#schedule = new RunDueTasks(
      {
        ...{ calendar, clock: product.clock, history: product.history, logger: product.logger },
        tasks: () => [task],
        runner: { start: () => this.#start() },
        onMissed: ({ dueAt }) => this.missed.push(dueAt),
      },
      { concurrency: 1 },
    );
    const verifySchedule = { level: 'quick', selection: { kind: 'newest' } } as const;
    const dueDates = new BackupDueDates(
      { calendar },
      { ...SCHEDULE, verifySchedule, databases: DATABASES, timeoutMs: TIMEOUT_MS },
    );
    const {
      store,
      stores,
      staging,
      sourceFiles,
      diskSpace,
      clock,
      anomalies,
      quarantine,
      history,
      recorder,
    } = product;
    this.#health = new ReportHealth(
      {
        store,
        stores,
        staging,
        sourceFiles,
        diskSpace,
        clock,
        anomalies,
        quarantine,
        history,
        recorder,
        dueDates,
      },
      {
        ...{ databases: DATABASES, diskWarningPercent: 100, diskCriticalPercent: 100, minFreeBytes: 0 },
        ...{ maxAgeHours: 2, requireCopies: 1, requireOffsite: false },
        ...{ retention: aRetentionPolicy(), ownRetention: new Map() },
      },
    );
  }

  async run(): Promise<void> {
    for (let hour = 0; hour <= HOURS; hour++) {
      this.product.clock.setNow(new Date(START.getTime() + hour * HOUR_MS));
      await this.#schedule.execute();
      await this.#schedule.idle();
      await settled();
      if (hour > 0) this.reports.push(await this.health());
    }
  }

  async health(): Promise<HealthReport> {
    await this.product.recorder.flush();
    return this.#health.execute();
  }

  days(): Promise<CalendarReport> {
    const policy = { timeZone: 'UTC', databases: () => DATABASES };
    return new ReportCalendar(this.product, policy).execute({ days: 7 });
  }

  #start(): StartedTask {
    return { done: this.#backUp(), cancel: () => undefined };
  }

  async #backUp(): Promise<void> {
    const { product } = this;
    const [newest] = await product.store.list();
    if (newest === undefined) {
      await product.create().execute({ sourcePath: SOURCE_PATH });
      return;
    }
    const request = {
      operation: 'create',
      database: 'app',
      timeoutMs: TIMEOUT_MS,
      signal: undefined,
    } as const;
    await product.coordinator.perform(request, async (run) => {
      const value = await recordUnchanged(product.stores, { newest, at: run.startedAt }, run);
      return { value, facts: unchangedFacts(value ?? newest), outcome: 'unchanged' };
    });
  }
}

describe('an application that is idle for a week, with hourly runs', () => {
  let week: IdleWeek;

  before(async () => {
    week = new IdleWeek();
    await week.run();
  });

  it('has one backup', async () => {
    expect(await week.product.store.list()).to.have.length(1);
  });

  it('runs every hour, and misses nothing', async () => {
    const { entries } = await week.product.history.read();
    const outcomes = entries.filter(({ operation }) => operation === 'create').map(({ outcome }) => outcome);
    expect(outcomes).to.deep.equal([...Array.from({ length: HOURS - 1 }, () => 'unchanged'), 'succeeded']);
    expect(week.missed).to.deep.equal([]);
  });

  it('is healthy in every hour', () => {
    expect(week.reports).to.have.length(HOURS);
    const findings = week.reports.flatMap(({ recentBackup }) => recentBackup.findings);
    expect(findings.map(({ message }) => message)).to.deep.equal([]);
    expect(new Set(week.reports.map(({ overallStatus }) => overallStatus))).to.deep.equal(
      new Set(['healthy']),
    );
  });

  it('has a covered day in the calendar for each day', async () => {
    const [app] = (await week.days()).databases;
    expect(app?.days.map(({ outcome, failures }) => [outcome, failures])).to.deep.equal(
      Array.from({ length: 7 }, () => ['unchanged', 0]),
    );
  });

  it('is overdue when the runs stop', async () => {
    const { clock } = week.product;
    clock.setNow(new Date(START.getTime() + 8 * DAY_MS));
    const { overallStatus, recentBackup } = await week.health();
    expect(overallStatus).to.equal('critical');
    expect(recentBackup.findings.map(({ kind }) => kind)).to.deep.equal(['backup_too_old', 'backup_overdue']);
  });
});
