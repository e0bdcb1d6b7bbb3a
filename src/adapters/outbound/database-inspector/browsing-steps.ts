import type { Column, RowSample } from '../../../domain/inspection/table-contents.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { deliverSteps } from '../task-worker/stepwise-task.ts';
import type { BrowsingStep, Deliver, StepwisePart, StepwiseRequest } from '../task-worker/tasks.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { countRows, listTables, type TableListing } from '../sqlite-file/listed-tables.ts';
import { columnsOf, sampleOf } from './table-sample.ts';

/** For all columns, and for all rows: a thousand tables may have hundreds of times more. */
const MAX_BYTES_OF_A_KIND = 2_000_000;

/**
 * Delivers the tables, then the columns of each, the first rows of each, and the row count of each: slow or dangerous
 * steps come last. Columns and rows beyond the size limit are left out.
 *
 * @throws BackupVerificationException the list of tables cannot be read
 */
export async function deliverContents(
  query: Query,
  request: StepwiseRequest,
  deliver: Deliver<StepwisePart<TableListing, BrowsingStep>>,
): Promise<void> {
  const listing = readListing(query);
  const { tables } = listing;
  const limitColumns = withinSizeLimit<readonly Column[]>();
  const limitRows = withinSizeLimit<RowSample>();
  await deliverSteps(
    deliver,
    listing,
    [
      ...tables.map((table) => (): BrowsingStep => {
        const columns = limitColumns(() => columnsOf(query, table));
        return columns === undefined ? {} : { columns };
      }),
      ...tables.map((table) => (): BrowsingStep => {
        const sample = limitRows(() => sampleOf(query, table));
        return sample === undefined ? {} : { sample };
      }),
      ...tables.map((table) => (): BrowsingStep => {
        const rows = countRows(query, table);
        return rows === undefined ? {} : { rows };
      }),
    ],
    request,
  );
}

/** Reads until the size limit is reached. */
function withinSizeLimit<T>(): (read: () => T) => T | undefined {
  let leftBytes = MAX_BYTES_OF_A_KIND;
  return (read) => {
    if (leftBytes <= 0) return undefined;
    const value = read();
    leftBytes -= Buffer.byteLength(JSON.stringify(value));
    return value;
  };
}

function readListing(query: Query): TableListing {
  try {
    return listTables(query);
  } catch (error) {
    throw unreadableContent(error);
  }
}

/** An engine's error for a database that it cannot open or whose schema it cannot read. */
export function unreadableContent(error: unknown): BackupVerificationException {
  const detail = error instanceof Error ? error.message : String(error);
  return new BackupVerificationException(`its content cannot be read as a database: ${detail}`, {
    hint: 'Verify the backup, and inspect another one.',
    cause: error,
  });
}
