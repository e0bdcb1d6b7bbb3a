import { warning, type HealthFinding } from './health.ts';
import { DAY_MS } from '../units.ts';

/** A warning must end at some time. */
const REPORTED_DAYS = 7;

/** A database with backups that is no longer below the searched directory. */
export interface VanishedDatabase {
  readonly name: string;
  readonly path: string;
  /** Its newest backup, or the last run that found it unchanged since. */
  readonly lastSeenAt: Date;
}

export function vanishedFindings(vanished: VanishedDatabase, now: Date): readonly HealthFinding[] {
  const { name, path, lastSeenAt } = vanished;
  if (now.getTime() - lastSeenAt.getTime() > REPORTED_DAYS * DAY_MS) return [];
  return [
    warning({
      kind: 'database_vanished',
      database: name,
      message: `${name} is gone: no database at ${path} any more (last backed up at ${lastSeenAt.toISOString()})`,
      hint: 'Check whether it was moved and its disk is mounted. Its backups are kept. If you removed it on purpose, this warning stops after 7 days.',
    }),
  ];
}
