import { stat } from 'node:fs/promises';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';

/**
 * Bytes of the database that is to be inspected.
 * @throws BackupNotFoundException nothing is there
 */
export async function existingSize(databasePath: string): Promise<number> {
  try {
    return (await stat(databasePath)).size;
  } catch (error) {
    throw new BackupNotFoundException(`nothing to inspect at ${databasePath}`, {
      hint: 'It was removed meanwhile; try again.',
      cause: error,
    });
  }
}
