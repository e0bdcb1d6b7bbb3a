import type { PageEvent } from '../api/page-event.ts';

export type DataName =
  'databases' | 'backups' | 'newestBackups' | 'statistics' | 'calendar' | 'jobs' | 'history' | 'runningRuns';

export const ALL_DATA: readonly DataName[] = [
  'databases',
  'backups',
  'newestBackups',
  'statistics',
  'calendar',
  'jobs',
  'history',
  'runningRuns',
];

/** Runs of other processes cause no event, only a changed health report. */
const WHEN_A_RUN_ENDED: readonly DataName[] = [
  'databases',
  'backups',
  'newestBackups',
  'statistics',
  'calendar',
  'history',
  'runningRuns',
];

/** Job and progress events carry their data. */
export function refreshesOf({ type }: PageEvent): readonly DataName[] {
  switch (type) {
    case 'run.started':
      return ['history'];
    case 'run.succeeded':
    case 'run.failed':
    case 'health.changed':
      return WHEN_A_RUN_ENDED;
    case 'reset':
      return ALL_DATA;
    case 'run.progress':
    case 'run.warning':
    case 'job.changed':
      return [];
  }
}
