import type { Column, RowSample } from '../../../domain/inspection/table-contents.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { Deliver } from '../child-process/serve-tasks.ts';
import { deliverSteps, type StepwiseRequest } from '../child-process/stepwise-task.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { countRows, listTables, type TableListing } from '../sqlite-file/listed-tables.ts';
import { columnsOf, sampleOf } from './table-sample.ts';

export interface BrowsingRequest extends StepwiseRequest {
  readonly databasePath: string;
}

/** What came of one step. */
export interface BrowsingStep {
  readonly columns?: readonly Column[];
  readonly sample?: RowSample;
  readonly rows?: number;
}

/**
 * Delivers the list of tables, then the columns of each, then the first rows of each, then the number of rows of each:
 * what takes long, or is dangerous, comes last, so that it holds nothing else up.
 *
 * @throws BackupVerificationException the list cannot be read
 */
export async function deliverContents(
  query: Query,
  request: BrowsingRequest,
  deliver: Deliver,
): Promise<void> {
  const listing = readListing(query);
  const { tables } = listing;
  await deliverSteps(
    deliver,
    listing,
    [
      ...tables.map((table) => (): BrowsingStep => ({ columns: columnsOf(query, table) })),
      ...tables.map((table) => (): BrowsingStep => ({ sample: sampleOf(query, table) })),
      ...tables.map((table) => (): BrowsingStep => {
        const rows = countRows(query, table);
        return rows === undefined ? {} : { rows };
      }),
    ],
    request,
  );
}

function readListing(query: Query): TableListing {
  try {
    return listTables(query);
  } catch (error) {
    throw unreadableContent(error);
  }
}

/** What an engine said of a database that it could not open or whose schema it could not read. */
export function unreadableContent(error: unknown): BackupVerificationException {
  const detail = error instanceof Error ? error.message : String(error);
  return new BackupVerificationException(`its content cannot be read as a database: ${detail}`, {
    hint: 'Verify the backup, and look into another one.',
    cause: error,
  });
}
