import type { RunFacts } from '../../api/page-event.ts';
import type { HistoryRun, Job } from '../../api/types.ts';
import { runningRuns } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { activeRuns, hasEnded, runningJobs } from '../../state/running.ts';

export interface Activity {
  readonly database: string;
  readonly operation: string;
  readonly startedAt: string;
  /** `undefined` before its run starts. */
  readonly runId: string | undefined;
  /** `undefined` for runs of the schedule or of another process. */
  readonly job: Job | undefined;
  /** Runs in another process, which sends no progress. */
  readonly isElsewhere: boolean;
}

export interface ActivitySources {
  readonly runs: Iterable<RunFacts>;
  readonly runningJobs: readonly Job[];
  readonly recorded: readonly Pick<HistoryRun, 'id' | 'operation' | 'database' | 'started_at'>[];
  readonly hasEnded: (runId: string) => boolean;
}

/** One per database: the one that started last. */
export function activitiesOf(sources: ActivitySources): ReadonlyMap<string, Activity> {
  const { runs, runningJobs, recorded, hasEnded } = sources;
  const byRun = new Map(
    runningJobs.flatMap((job) => (job.run_id === null ? [] : [[job.run_id, job] as const])),
  );
  const reported = [...runs].map((run) => activityOfRun(run, byRun.get(run.run_id), runningJobs));
  const known = new Set(reported.map(({ runId }) => runId));
  const others = recorded
    .filter(({ id }) => !known.has(id) && !hasEnded(id))
    .map(({ id, ...run }): Activity => {
      const job = byRun.get(id);
      const { operation, database, started_at: startedAt } = run;
      return { database, operation, startedAt, runId: id, job, isElsewhere: job === undefined };
    });
  const busy = new Set([...reported, ...others].map(({ database }) => database));
  const waiting = runningJobs.flatMap((job) => activityOfJob(job, busy));
  const all = [...waiting, ...others, ...reported].sort((left, right) =>
    left.startedAt < right.startedAt ? -1 : 1,
  );
  return new Map(all.map((activity) => [activity.database, activity]));
}

function activityOfRun(run: RunFacts, own: Job | undefined, runningJobs: readonly Job[]): Activity {
  const { run_id: runId, operation, database, started_at: startedAt } = run;
  // A job for all databases has several runs but names only one.
  const job = own ?? runningJobs.find((one) => one.operation === operation && covers(one, database));
  return { database, operation, startedAt, runId, job, isElsewhere: false };
}

function covers(job: Job, database: string): boolean {
  return job.database === null || job.database === database;
}

function activityOfJob(job: Job, busy: ReadonlySet<string>): readonly Activity[] {
  const { database, operation, started_at: startedAt, run_id: runId } = job;
  if (database === null || busy.has(database)) return [];
  return [{ database, operation, startedAt, runId: runId ?? undefined, job, isElsewhere: false }];
}

export function useActivities(): ReadonlyMap<string, Activity> {
  const { value } = useResource(runningRuns);
  return activitiesOf({
    runs: activeRuns.value.values(),
    runningJobs: runningJobs.value,
    recorded: value?.runs ?? [],
    hasEnded,
  });
}
