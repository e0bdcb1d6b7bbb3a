import type { z } from 'zod';
import { manifestOf } from '../../../../domain/backup/backup.ts';
import { UsageException } from '../../../../domain/exceptions/usage-exception.ts';
import type { BackupChoice } from '../../../../domain/restore/backup-choice.ts';
import type { HttpServices } from '../http-services.ts';
import type { restoreBody } from '../schemas/restore.schema.ts';
import { listedBackup } from './listed-backup.ts';

type Services = Pick<HttpServices, 'databases' | 'listBackups'>;

/** Which backup a request wants back, and whose it is. */
export interface WantedRestore {
  readonly database: string;
  readonly backup: BackupChoice;
}

/**
 * @throws UsageException it means no configured database: those alone may be replaced from afar
 * @throws BackupNotFoundException
 */
export async function wantedRestore(
  services: Services,
  body: z.output<typeof restoreBody>,
): Promise<WantedRestore> {
  if (body.filename === undefined) {
    const database = configuredDatabase(services, body.database);
    const before = body.before === undefined ? undefined : new Date(body.before);
    return { database, backup: { by: 'time', database, before } };
  }
  const found = await listedBackup(services, body.filename);
  const database = manifestOf(found)?.database;
  if (database === undefined) {
    throw new UsageException(`${found.filename} has no intact manifest that tells where it belongs`, {
      hint: 'Restore it on the machine itself: backup-manager restore FILE --to PATH.',
      details: { filename: found.filename },
    });
  }
  const { filename } = found;
  return { database: configuredDatabase(services, database), backup: { by: 'name', filename } };
}

/**
 * The configured database of that name, or the only one.
 * @throws UsageException
 */
export function configuredDatabase({ databases }: Services, name: string | undefined): string {
  const names = databases.map((database) => database.name);
  const [only] = names;
  if (name === undefined && only !== undefined && names.length === 1) return only;
  if (name !== undefined && names.includes(name)) return name;
  throw new UsageException(
    name === undefined ? 'it does not say which database' : `no database named ${name} is configured`,
    {
      hint: `Only a configured database is replaced through the API: ${names.join(', ') || 'there is none'}.`,
      details: { databases: names },
    },
  );
}
