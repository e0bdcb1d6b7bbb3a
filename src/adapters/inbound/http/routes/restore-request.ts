import type { z } from 'zod';
import { manifestOf } from '../../../../domain/backup/backup.ts';
import { UsageException } from '../../../../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../../../../domain/restore/backup-choice.ts';
import type { HttpServices } from '../http-services.ts';
import type { restoreBody } from '../../documents/restore.ts';
import { listedBackup } from './listed-backup.ts';

type Services = Pick<HttpServices, 'databases' | 'findCopy'>;

export interface RestoreSelection {
  readonly database: string;
  readonly backup: BackupChoice;
}

/**
 * @throws UsageException no configured database is selected: only those may be replaced through the API
 * @throws BackupNotFoundException
 */
export async function restoreSelection(
  services: Services,
  body: z.output<typeof restoreBody>,
): Promise<RestoreSelection> {
  if (body.filename === undefined) {
    const database = configuredDatabase(services, body.database);
    const before = body.before === undefined ? undefined : new Date(body.before);
    return { database, backup: { by: 'time', database, before } };
  }
  const { backup: found } = await listedBackup(services, body.filename, body.store);
  const database = manifestOf(found)?.database;
  if (database === undefined) {
    throw new UsageException(`${found.filename} has no intact manifest, so its database is unknown`, {
      hint: 'Restore it on the machine itself: backup-manager restore FILE --to PATH.',
      details: { filename: found.filename },
    });
  }
  const { filename } = found;
  return { database: configuredDatabase(services, database), backup: { by: 'name', filename } };
}

/** @throws UsageException no such database, or no name and several databases */
export function configuredDatabase({ databases }: Services, name: string | undefined): string {
  const names = databases.map((database) => database.name);
  const [only] = names;
  if (name === undefined && only !== undefined && names.length === 1) return only;
  if (name !== undefined && names.includes(name)) return name;
  throw new UsageException(
    name === undefined ? 'no database is named' : `no database named ${name} is configured`,
    {
      hint: `The API can replace only configured databases: ${names.join(', ') || 'none is configured'}.`,
      details: { databases: names },
    },
  );
}
