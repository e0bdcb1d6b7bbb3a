import type { PageEvent } from '../api/page-event.ts';

/** What the page keeps of the service's state. */
export type DataName =
  | 'health'
  | 'databases'
  | 'backups'
  | 'newestBackups'
  | 'statistics'
  | 'calendar'
  | 'jobs'
  | 'history'
  | 'runningRuns';

export const ALL_DATA: readonly DataName[] = [
  'health',
  'databases',
  'backups',
  'newestBackups',
  'statistics',
  'calendar',
  'jobs',
  'history',
  'runningRuns',
];

const WHEN_A_RUN_ENDED: readonly DataName[] = [
  'health',
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
      return WHEN_A_RUN_ENDED;
    case 'health.changed':
      return ['health', 'databases'];
    case 'reset':
      return ALL_DATA;
    case 'run.progress':
    case 'run.warning':
    case 'job.changed':
      return [];
  }
}
