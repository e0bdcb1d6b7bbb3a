import {
  MAX_TEXT_CHARACTERS,
  type Cell,
  MAX_SAMPLE_ROWS,
  type Column,
  type RowSample,
} from '../../../domain/inspection/table-contents.ts';
import { type Query, quoteName } from '../sqlite-file/content-checks.ts';
import type { ListedTable } from '../sqlite-file/listed-tables.ts';
import { MIB } from '../../../domain/units.ts';

/** A selected value, bounded, with its real length. */
export interface SelectedValue {
  readonly type: string;
  /** A text's start, an integer's digits, a real; nothing of a blob. */
  readonly value: unknown;
  /** Bytes of a text, in the database's own encoding, or of a blob. */
  readonly octets: number;
  /** Characters of a text; 0 when not counted. */
  readonly characters: number;
  /** Of the database: `UTF-8`, `UTF-16le` or `UTF-16be`. */
  readonly encoding: string;
}

export function cellOf({ type, value, octets, characters, encoding }: SelectedValue): Cell {
  switch (type) {
    case 'text':
      return textCell(String(value), { octets, characters, encoding });
    case 'blob':
      return { blobBytes: octets };
    case 'integer':
      return Number.isSafeInteger(Number(value)) ? Number(value) : { integer: String(value) };
    case 'real':
      return Number.isFinite(value) ? Number(value) : String(value);
    default:
      return null;
  }
}

/** SQLite cuts a text at a NUL and replaces invalid bytes: compare the number of bytes. */
function textCell(
  text: string,
  { octets, characters, encoding }: Pick<SelectedValue, 'octets' | 'characters' | 'encoding'>,
): Cell {
  const isWhole = Buffer.byteLength(text, encoding === 'UTF-8' ? 'utf8' : 'utf16le') === octets;
  // SQLite counts code points.
  const start = Array.from(text).slice(0, MAX_TEXT_CHARACTERS);
  if (isWhole && start.join('').length === text.length) return text;
  const length = characters > start.length ? characters : octets;
  return { text: start.join(''), length };
}

/** Result columns of a value: type, value, bytes, characters. */
const PARTS = 4;
/** SQLite allows 2000 result columns; each column takes four. */
const MAX_COLUMNS = 400;
const MAX_NAME_CHARACTERS = 500;
/** One wide table must not take the samples of the others. */
const MAX_SAMPLE_BYTES = 64 * 1024;
/** SQLite reads a longer text as a whole even for its first characters: only its length is shown. */
const MAX_READ_BYTES = 16 * MIB;

/** `PRAGMA table_xinfo`: a hidden column of a virtual table, such as a function argument. */
const HIDDEN_BY_VIRTUAL_TABLE = '1';

const NO_SAMPLE: RowSample = { rows: [], truncated: false };
const UNREADABLE: RowSample = { rows: [], truncated: true };

/** Empty when they cannot be read. A view's SQL is parsed for them, not run. */
export function columnsOf(query: Query, table: ListedTable): readonly Column[] {
  return wholeColumns(query, table).map(({ name, type }) => ({ name: cut(name), type: cut(type) }));
}

/** The first rows. A view has none: its SQL would have to run. */
export function sampleOf(query: Query, table: ListedTable): RowSample {
  if (table.type === 'view') return NO_SAMPLE;
  const columns = wholeColumns(query, table);
  if (columns.length === 0) return UNREADABLE;
  return readable(() => rowsOf(query, table.name, columns), UNREADABLE);
}

/** With full names, as queries need them. */
function wholeColumns(query: Query, { name }: ListedTable): readonly Column[] {
  return readable(
    () =>
      query(`PRAGMA table_xinfo(${quoteName(name)})`)
        .filter((column) => String(column[6]) !== HIDDEN_BY_VIRTUAL_TABLE)
        .slice(0, MAX_COLUMNS)
        .map(([, column, type]) => ({ name: String(column), type: typeof type === 'string' ? type : '' })),
    [],
  );
}

function rowsOf(query: Query, table: string, columns: readonly Column[]): RowSample {
  const encoding = String(query('PRAGMA encoding')[0]?.[0]);
  const selected = columns.map(({ name }) => selectCell(`t.${quoteName(name)}`));
  // One row more shows whether the table has more.
  const found = query(
    `SELECT ${selected.join(', ')} FROM ${quoteName(table)} AS t LIMIT ${String(MAX_SAMPLE_ROWS + 1)}`,
  );
  const rows: Cell[][] = [];
  let bytes = 0;
  for (const row of found.slice(0, MAX_SAMPLE_ROWS)) {
    const cells = columns.map((_, index) => {
      const [type, value, octets, characters] = row.slice(index * PARTS, index * PARTS + PARTS);
      return cellOf({
        type: String(type),
        value,
        octets: Number(octets),
        characters: Number(characters),
        encoding,
      });
    });
    bytes += Buffer.byteLength(JSON.stringify(cells));
    if (bytes > MAX_SAMPLE_BYTES) break;
    rows.push(cells);
  }
  return { rows, truncated: rows.length < found.length };
}

/**
 * Type, value, bytes and characters of a column: the start of a text, the digits of an integer, nothing of a blob.
 * SQLite knows a value's bytes without reading it.
 */
function selectCell(column: string): string {
  const isReadable = `octet_length(${column}) <= ${String(MAX_READ_BYTES)}`;
  return `typeof(${column}),
    CASE typeof(${column})
      WHEN 'text' THEN CASE WHEN ${isReadable} THEN substr(${column}, 1, ${String(MAX_TEXT_CHARACTERS + 1)}) ELSE '' END
      WHEN 'integer' THEN CAST(${column} AS TEXT)
      WHEN 'real' THEN ${column} END,
    octet_length(${column}),
    CASE WHEN typeof(${column}) = 'text' AND ${isReadable} THEN length(${column}) END`;
}

function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function cut(text: string): string {
  return text.slice(0, MAX_NAME_CHARACTERS);
}
