import { warning, type HealthFinding } from './health.ts';
import { DAY_MS } from '../units.ts';

/** A warning must end at some time. */
const REPORTED_DAYS = 7;

/** A database with backups that is no longer below the searched directory. */
export interface VanishedDatabase {
  readonly name: string;
  readonly path: string;
  readonly newestAt: Date;
}

export function vanishedFindings(vanished: VanishedDatabase, now: Date): readonly HealthFinding[] {
  const { name, path, newestAt } = vanished;
  if (now.getTime() - newestAt.getTime() > REPORTED_DAYS * DAY_MS) return [];
  return [
    warning({
      kind: 'database_vanished',
      database: name,
      message: `${name} is gone: no database at ${path} any more (newest backup ${newestAt.toISOString()})`,
      hint: 'Check whether it was moved and its disk is mounted. Its backups are kept. If you removed it on purpose, this warning stops after 7 days.',
    }),
  ];
}
