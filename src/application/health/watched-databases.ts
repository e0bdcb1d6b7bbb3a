import type { Backup } from '../../domain/backup/backup.ts';
import { recordedSourcePath } from '../../domain/backup/source-path.ts';
import { critical, warning, type HealthFinding } from '../../domain/health/health.ts';
import { vanishedFindings } from '../../domain/health/vanished-health.ts';
import type { Inventory } from '../databases/database-inventory.ts';
import type { DatabaseRef } from '../../domain/databases/database-ref.ts';

export type BackupGroups = ReadonlyMap<string | undefined, readonly Backup[]>;

/** One per database with a managed backup, at the path in its newest manifest. */
export function knownDatabases(groups: BackupGroups, now: Date): readonly DatabaseRef[] {
  return [...groups].flatMap(([name, backups]) => {
    const path = recordedSourcePath(backups, now);
    return name === undefined || path === undefined ? [] : [{ name, path }];
  });
}

/** The problems of the discovered databases. */
export function inventoryFindings(inventory: Inventory, now: Date): readonly HealthFinding[] {
  const { clashes, vanished, problems, failure } = inventory;
  return [
    ...(failure === undefined
      ? []
      : [critical({ kind: 'no_databases_found', message: failure.message, hint: failure.hint })]),
    // The database of that name is another one.
    ...clashes.map(({ name, path, otherPath }) =>
      critical({
        kind: 'database_name_taken',
        message: `${path} is not backed up: its name ${name} belongs to ${otherPath}`,
        hint: 'Give it another name in databases.',
      }),
    ),
    ...vanished.flatMap((one) => vanishedFindings(one, now)),
    ...problems.map(({ message, hint }) => warning({ kind: 'databases_not_looked_through', message, hint })),
  ];
}
