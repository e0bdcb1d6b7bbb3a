import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesystemRunHistory } from '../../../src/adapters/outbound/run-history/filesystem-run-history.ts';
import { policyRecord } from '../../../src/domain/schedule/schedule-records.ts';
import { BackupConfig, BackupManager, UsageException, type RunEvent } from '../../../src/main/library.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { HostApplication, type HostOptions } from './host-application.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

const DAY_MS = 86_400_000;
const DAILY = '0 2 * * *';

describe('schedule in an application', () => {
  let host: HostApplication;
  let events: RunEvent[];
  /** Told of each event, when it is there. */
  let onEvent: (event: RunEvent) => void;

  afterEach(async () => {
    await host.close();
  });

  const start = async (options: HostOptions = {}): Promise<void> => {
    events = [];
    onEvent = () => undefined;
    const settings = { timezone: 'UTC', ...options.settings };
    const listener = {
      onRunEvent: (event: RunEvent) => {
        events.push(event);
        onEvent(event);
      },
    };
    host = await HostApplication.start({ ...options, settings, listeners: [listener] });
  };

  /** As if an application had put the database on a daily schedule days ago, and was not there since. */
  const promise = async (): Promise<void> => {
    const schedule = { expression: DAILY, timeZone: 'UTC' };
    const task = { kind: 'backup', database: 'app', schedule, level: undefined } as const;
    const journal = new FilesystemRunHistory(stateDirectoryOf(join(host.folder, 'backup')), 1000);
    await journal.append(policyRecord(task, new Date(Date.now() - 3 * DAY_MS)));
  };

  const heard = (type: RunEvent['type'], operation: string): Promise<RunEvent> =>
    new Promise((resolve) => {
      const look = (event: RunEvent): void => {
        if (event.type === type && event.run.operation === operation) resolve(event);
      };
      for (const event of events) look(event);
      onEvent = look;
    });

  const backupFiles = async (): Promise<readonly string[]> =>
    (await readdir(join(host.folder, 'backup'))).filter((name) => name.endsWith('.gz'));

  it('runs missed tasks with cleanup, and the API lists them', async () => {
    await start({ prefix: '/admin' });
    await promise();
    const schedule = await host.manager.startSchedule();
    await heard('succeeded', 'cleanup');
    await schedule.stop();
    expect(await backupFiles()).to.have.length(1);
    const { runs: entries } = await host.manager.history();
    expect(entries.map(({ operation, outcome }) => `${operation} ${outcome}`)).to.include.members([
      'cleanup succeeded',
      'create succeeded',
      'create missed',
    ]);
    const { jobs } = (await (await host.ask('/admin/api/backup/jobs')).json()) as {
      jobs: readonly { operation: string; state: string }[];
    };
    expect(jobs).to.have.length(1);
    expect(jobs[0]).to.include({ operation: 'create', state: 'succeeded' });
    const metrics = await (await host.ask('/admin/metrics')).text();
    expect(metrics).to.match(/sqlite_backup_runs_total\{[^}]*operation="create"[^}]*\} 1/);
  });

  it('waits for running tasks when it is stopped', async () => {
    await start();
    await promise();
    const schedule = await host.manager.startSchedule();
    await heard('started', 'create');
    await schedule.stop();
    expect(await backupFiles()).to.have.length(1);
    const later = await host.manager.history({ limit: 1 });
    expect(later.runs[0]?.outcome).to.equal('succeeded');
  });

  it('cancels tasks that take too long, without partial files', async () => {
    await start();
    await promise();
    const schedule = await host.manager.startSchedule();
    await heard('started', 'create');
    await schedule.stop({ withinMs: 0 });
    expect(await backupFiles()).to.deep.equal([]);
    expect(await readdir(join(host.folder, 'backup/.state/staging'))).to.deep.equal([]);
    const { runs: entries } = await host.manager.history();
    expect(entries.map(({ outcome }) => outcome)).to.include('cancelled');
  });

  it('is the same for a manager until it is stopped', async () => {
    await start();
    const first = await host.manager.startSchedule();
    expect(await host.manager.startSchedule()).to.equal(first);
    await first.stop();
    const second = await host.manager.startSchedule();
    expect(second).to.not.equal(first);
    // The first one's end is not the second one's.
    await first.stop();
    expect(await host.manager.startSchedule()).to.equal(second);
  });

  it('ends with the manager', async () => {
    await start();
    await promise();
    await host.manager.startSchedule();
    await heard('started', 'create');
    await host.manager.close();
    const after = events.length;
    expect(await backupFiles()).to.deep.equal([]);
    expect(await rejectionOf(host.manager.startSchedule())).to.be.an.instanceOf(UsageException);
    expect(events.length).to.equal(after);
  });

  it('fails without databases, or when the manager is closed', async () => {
    await start();
    rmSync(join(host.folder, 'backup_config.json'));
    const file = join(host.folder, 'empty.json');
    writeFileSync(file, JSON.stringify({ backup_dir: 'other', log_file: null }));
    const none = new BackupManager({ config: new BackupConfig(file) });
    const nothing = await rejectionOf(none.startSchedule());
    expect(nothing).to.be.an.instanceOf(UsageException);
    expect(nothing).to.include({
      message: 'no database is configured: the schedule has nothing to back up',
    });
    await none.close();
    const closed = new BackupManager({
      config: new BackupConfig(file, { database_path: join(host.folder, 'app.db') }),
    });
    await closed.close();
    expect(await rejectionOf(closed.startSchedule())).to.be.an.instanceOf(UsageException);
  });
});
