import { availableParallelism } from 'node:os';
import type { Container } from 'inversify';
import { Scheduler } from '../adapters/inbound/scheduler/scheduler.ts';
import { CronerCalendar } from '../adapters/outbound/calendar/croner-calendar.ts';
import type { JobRegistry } from '../application/jobs/job-registry.ts';
import { plannedTasks, type SchedulableDatabase } from '../application/scheduling/planned-tasks.ts';
import { allDueTasks } from '../application/scheduling/due-tasks.ts';
import { RetrySyncs, type RetrySyncsPorts } from '../application/scheduling/retry-syncs.ts';
import { RunDueTasks, type MissedRun } from '../application/scheduling/run-due-tasks.ts';
import { copiesDocument } from '../adapters/inbound/documents/copies.ts';
import { createDocument } from '../adapters/inbound/documents/created-backup.ts';
import { verifyDocument } from '../adapters/inbound/documents/verification.ts';
import { JobTaskRunner } from '../application/scheduling/task-runner.ts';
import type { Settings } from '../settings/settings.ts';
import { schedulableDatabases } from './schedulable-databases.ts';
import { TOKENS } from './tokens.ts';

/** Captures read and compress; more of them at a time only wait for the disk. */
const MOST_DATABASES_AT_A_TIME = 4;

export interface SchedulerComposition {
  readonly container: Container;
  readonly settings: Settings;
  readonly jobs: JobRegistry;
  /** Called at each tick: databases come and go. */
  readonly databases: () => readonly Pick<SchedulableDatabase, 'name' | 'path'>[];
  /** Called for each due time that passed without a run. */
  /** Delivers the events of runs until the returned function is called. */
  readonly subscribe: RetrySyncsPorts['subscribe'];
  readonly onMissed?: (missed: MissedRun) => void;
}

export function createScheduler({
  container,
  settings,
  jobs,
  databases,
  subscribe,
  onMissed,
}: SchedulerComposition): Scheduler {
  const clock = container.get(TOKENS.clock);
  const logger = container.get(TOKENS.logger);
  const { createBackup, verifyBackups, syncStores } = container.get(TOKENS.useCases);
  const runner = new JobTaskRunner(
    {
      jobs,
      createBackup,
      verifyBackups,
      syncStores,
      documents: { ofBackup: createDocument, ofVerification: verifyDocument, ofSync: copiesDocument },
    },
    // A run that exceeds its own timeout hangs, so waiting longer for its lock is useless.
    { lockWaitMs: settings.timeoutMs },
  );
  const history = container.get(TOKENS.history);
  const policy = { concurrency: Math.min(MOST_DATABASES_AT_A_TIME, availableParallelism()) };
  const scheduled = new RunDueTasks(
    {
      tasks: () => plannedTasks(schedulableDatabases(databases(), settings), settings),
      calendar: new CronerCalendar(),
      clock,
      history,
      logger,
      runner,
      onMissed,
    },
    policy,
  );
  if (settings.stores.length === 0) return new Scheduler({ runDueTasks: scheduled, clock, logger });
  const names = (): readonly string[] => databases().map(({ name }) => name);
  const repeated = new RetrySyncs({ databases: names, clock, history, logger, runner, subscribe }, policy);
  const runDueTasks = allDueTasks([scheduled, repeated]);
  return new Scheduler({ runDueTasks, clock, logger });
}
