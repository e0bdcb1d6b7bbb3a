import type {
  BrowseOptions,
  DatabaseContents,
  DatabaseFacts,
  DatabaseInspector,
  QueryOptions,
} from '../../../application/ports/database-inspector.ts';
import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import {
  MAX_SAMPLE_ROWS,
  MAX_TEXT_CHARACTERS,
  type Cell,
  type TableContents,
} from '../../../domain/inspection/table-contents.ts';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, CheckResult, ContentLevel } from '../../../domain/verification/verification.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase, tablesIn, type InMemoryTable } from '../in-memory-disk/in-memory-source.ts';
import { timeLimitedAnswer } from './query-answer.ts';

const CHECKS_OF = {
  quick: ['quick_check'],
  full: ['integrity_check', 'foreign_key_check'],
} satisfies Record<ContentLevel, readonly string[]>;

/** On an in-memory disk: content with a SQLite header is intact. */
export class InMemoryDatabaseInspector implements DatabaseInspector {
  /** Makes every check inconclusive, with this reason. */
  inconclusive: string | undefined;
  /** Answers by SQL; `'never'` runs until the time limit. */
  readonly answers = new Map<string, QueryAnswer | 'never'>();
  /** Tables whose count exceeds the time limit of browsing. */
  readonly uncountable = new Set<string>();
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async inspect(
    databasePath: string,
    level: ContentLevel,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]> {
    signal.throwIfAborted();
    const bytes = this.#read(databasePath);
    const [result, detail] = this.#verdict(bytes);
    return Promise.resolve(CHECKS_OF[level].map((name) => ({ name, result, detail })));
  }

  async query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer> {
    options.signal.throwIfAborted();
    const [result, reason] = this.#verdict(this.#read(databasePath));
    if (result !== 'ok') return { outcome: result, reason };
    const answer = this.answers.get(sql);
    if (answer === 'never') return timeLimitedAnswer(options, untilAborted);
    return answer ?? { outcome: 'inconclusive', reason: `no answer to ${sql}` };
  }

  async describe(databasePath: string): Promise<DatabaseFacts> {
    if (beginsAsDatabase(this.#read(databasePath))) {
      return Promise.resolve({ pageSize: 1, journalMode: 'delete', writerSqliteVersion: '3.0.0' });
    }
    throw new DatabaseCorruptedException(`${databasePath} is not a database`, {
      hint: 'Use another backup.',
      details: { path: databasePath },
    });
  }

  async browse(databasePath: string, { signal }: BrowseOptions): Promise<DatabaseContents> {
    signal.throwIfAborted();
    const bytes = this.#read(databasePath);
    if (bytes.length > 0 && !beginsAsDatabase(bytes)) {
      throw new BackupVerificationException(
        'its content cannot be read as a database: file is not a database',
        { hint: 'Verify the backup, and inspect another one.' },
      );
    }
    const tables = tablesIn(bytes).map((table) => this.#contentsOf(table));
    return Promise.resolve({ engine: 'sqljs', tables, omittedTables: 0 });
  }

  #contentsOf({ name, type, sql, columns, rows }: InMemoryTable): TableContents {
    if (type === 'view') {
      return { name, type, sql, columns, rows: undefined, sample: { rows: [], truncated: false } };
    }
    const shown = rows.slice(0, MAX_SAMPLE_ROWS).map((row) => row.map(bounded));
    const count = this.uncountable.has(name) ? undefined : rows.length;
    const sample = { rows: shown, truncated: rows.length > shown.length };
    return { name, type, sql, columns, rows: count, sample };
  }

  #read(databasePath: string): Uint8Array {
    const bytes = this.#disk.read(databasePath);
    if (bytes !== undefined) return bytes;
    throw new BackupNotFoundException(`no database at ${databasePath}`, {
      hint: 'List the backups to see which are there.',
      details: { path: databasePath },
    });
  }

  #verdict(bytes: Uint8Array): readonly [CheckResult, string] {
    if (bytes.length === 0) return ['failed', 'the file is empty'];
    if (!beginsAsDatabase(bytes)) return ['failed', 'file is not a database'];
    if (this.inconclusive !== undefined) return ['inconclusive', this.inconclusive];
    return ['ok', 'ok'];
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

function bounded(cell: Cell): Cell {
  if (typeof cell !== 'string' || cell.length <= MAX_TEXT_CHARACTERS) return cell;
  return { text: cell.slice(0, MAX_TEXT_CHARACTERS), length: cell.length };
}
