import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';

/** Without this check a renamed or new file would replace the backups of its predecessor. */
export function emptyDatabase(path: string): DatabaseCorruptedException {
  return new DatabaseCorruptedException(`${path} contains no tables: there is nothing to back up`, {
    hint: 'Nothing was backed up. Check that the application uses this database.',
    details: { path },
  });
}
