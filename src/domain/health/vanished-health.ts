import { warning, type HealthFinding } from './health.ts';

/** After that it is history: nobody reads a warning that never ends. */
const REPORTED_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A database that has backups and is no longer where databases are looked for. */
export interface VanishedDatabase {
  readonly name: string;
  readonly path: string;
  /** When its newest backup was made. */
  readonly newestAt: Date;
}

/** Whether a database went away lately. */
export function vanishedFindings(vanished: VanishedDatabase, now: Date): readonly HealthFinding[] {
  const { name, path, newestAt } = vanished;
  if (now.getTime() - newestAt.getTime() > REPORTED_DAYS * DAY_MS) return [];
  return [
    warning({
      kind: 'database_vanished',
      database: name,
      message: `${name} is gone: no database at ${path} any more (newest backup ${newestAt.toISOString()})`,
      hint: 'Was it moved, or is its disk not mounted? Its backups stay; once meant, this ends by itself after 7 days.',
    }),
  ];
}
