import { stat } from 'node:fs/promises';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { KIB } from '../../../domain/units.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { openArtifactFile } from '../files/open-artifact.ts';

const PIECE_BYTES = 256 * KIB;

/** Where staged artifacts are read from. */
export interface StagedFiles {
  /**
   * The caller closes it.
   * @throws BackupDirectoryException it is missing or cannot be read
   */
  open(path: string): Promise<OpenArtifact>;
  /** After the artifact was published. Never throws: the sweep of staging removes the rest. */
  remove(path: string): Promise<void>;
}

/** On this machine's disk. */
export const LOCAL_STAGED_FILES: StagedFiles = {
  open: async (path) => {
    // A missing staged file is a failure of the disk, not a missing backup.
    await withDirectoryErrors(path, () => stat(path));
    return openArtifactFile(path, PIECE_BYTES);
  },
  remove: (path) => removeQuietly(path),
};
