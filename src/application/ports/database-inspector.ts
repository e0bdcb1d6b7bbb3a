import type { Check, ContentLevel } from '../../domain/verification/verification.ts';

/**
 * Lets SQLite check the content of a scratch database that is ours alone.
 *
 * **Guarantees**
 * - A sound database gives only `ok`; damage that SQLite sees gives `failed`.
 * - What could not be checked (a missing module or collation, the engine's size limit) is `inconclusive`.
 * - An empty file, a file that is no database and a database without a table give `failed`.
 * - The file at the path has the same bytes afterwards, and no side files are left.
 */
export interface DatabaseInspector {
  /**
   * @throws BackupNotFoundException nothing is at the path
   * @throws the signal's reason when it aborts
   */
  inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]>;
}
