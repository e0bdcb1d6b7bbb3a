import type { SchedulableDatabase } from '../application/scheduling/planned-tasks.ts';
import type { Settings } from '../settings/settings.ts';
import type { DatabaseRef } from '../domain/databases/database-ref.ts';

/** The databases with their own schedules, where the settings give them one. */
export function schedulableDatabases(
  databases: readonly DatabaseRef[],
  settings: Pick<Settings, 'databases'>,
): readonly SchedulableDatabase[] {
  const ownSchedules = new Map(settings.databases.map(({ path, schedule }) => [path, schedule]));
  return databases.map(({ name, path }) => ({ name, path, schedule: ownSchedules.get(path) }));
}
