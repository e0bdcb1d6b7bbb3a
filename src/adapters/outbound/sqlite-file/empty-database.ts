import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';

/** A renamed or freshly created file must not pass for the database it replaced. */
export function emptyDatabase(path: string): DatabaseCorruptedException {
  return new DatabaseCorruptedException(`${path} contains no tables: there is nothing to back up`, {
    hint: 'Check that this is the database the application uses; nothing was backed up.',
    details: { path },
  });
}
