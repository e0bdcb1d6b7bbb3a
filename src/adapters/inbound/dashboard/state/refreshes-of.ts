import type { PageEvent } from '../api/page-event.ts';

/** What the page keeps of the service's state. */
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

/** A health report that says something else tells of other processes' runs too: theirs come without an event. */
const WHEN_A_RUN_ENDED: readonly DataName[] = [
  'databases',
  'backups',
  'newestBackups',
  'statistics',
  'calendar',
  'history',
  'runningRuns',
];

/** What has to be read anew after an event. A job's event carries the job, and progress is shown as it comes. */
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
