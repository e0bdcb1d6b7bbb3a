import type { Column, RowSample } from '../../../domain/inspection/table-contents.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { Deliver } from '../child-process/serve-tasks.ts';
import { deliverSteps, type StepwiseRequest } from '../child-process/stepwise-task.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { countRows, listTables, type TableListing } from '../sqlite-file/listed-tables.ts';
import { columnsOf, sampleOf } from './table-sample.ts';

/** Of all columns, and of all rows: more than the answer has room for. A thousand tables may have hundreds of times that. */
const MAX_BYTES_OF_A_KIND = 2_000_000;

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
 * what takes long, or is dangerous, comes last, so that it holds nothing else up. Columns and rows of the last tables
 * are left out where there is too much of them.
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
  const someColumns = whileRoomLasts<readonly Column[]>();
  const someRows = whileRoomLasts<RowSample>();
  await deliverSteps(
    deliver,
    listing,
    [
      ...tables.map((table) => (): BrowsingStep => {
        const columns = someColumns(() => columnsOf(query, table));
        return columns === undefined ? {} : { columns };
      }),
      ...tables.map((table) => (): BrowsingStep => {
        const sample = someRows(() => sampleOf(query, table));
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

/** Reads until there is enough, and nothing any more after that. */
function whileRoomLasts<T>(): (read: () => T) => T | undefined {
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

/** What an engine said of a database that it could not open or whose schema it could not read. */
export function unreadableContent(error: unknown): BackupVerificationException {
  const detail = error instanceof Error ? error.message : String(error);
  return new BackupVerificationException(`its content cannot be read as a database: ${detail}`, {
    hint: 'Verify the backup, and look into another one.',
    cause: error,
  });
}
