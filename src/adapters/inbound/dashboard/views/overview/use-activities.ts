import { activeRuns, hasEnded } from '../../state/active-runs.ts';
import { runningRuns } from '../../state/data.ts';
import { runningJobs } from '../../state/running.ts';
import { useResource } from '../../state/use-resource.ts';
import { activitiesOf, type Activity } from './activity.ts';

export function useActivities(): ReadonlyMap<string, Activity> {
  const { value } = useResource(runningRuns);
  return activitiesOf({
    runs: activeRuns.value.values(),
    runningJobs: runningJobs.value,
    recorded: value?.runs ?? [],
    hasEnded,
  });
}
