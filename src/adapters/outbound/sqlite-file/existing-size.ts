import { stat } from 'node:fs/promises';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';

/**
 * @throws BackupNotFoundException there is no file
 */
export async function existingSize(databasePath: string): Promise<number> {
  try {
    return (await stat(databasePath)).size;
  } catch (error) {
    throw new BackupNotFoundException(`no file to inspect at ${databasePath}`, {
      hint: 'It was removed during the operation. Try again.',
      cause: error,
    });
  }
}
