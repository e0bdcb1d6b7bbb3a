export const TABLE_TYPES = ['table', 'view', 'virtual'] as const;
export type TableType = (typeof TABLE_TYPES)[number];

/** SQLite as WebAssembly, or Node's own. */
export const BROWSING_ENGINES = ['sqljs', 'native'] as const;
export type BrowsingEngine = (typeof BROWSING_ENGINES)[number];

export const MAX_SAMPLE_ROWS = 20;
export const MAX_TEXT_CHARACTERS = 500;

export interface TableFacts {
  readonly name: string;
  readonly type: TableType;
  /** The CREATE statement, cut if long; empty where the schema has none. */
  readonly sql: string;
  /** `undefined`: not counted. Views are not counted: that would run their SQL. */
  readonly rows: number | undefined;
}

export interface Column {
  readonly name: string;
  /** The declared type; empty where none is declared. */
  readonly type: string;
}

/** A row's value in bounded form, exact or marked as cut. */
export type Cell =
  | null
  /** An integer that a double holds exactly, or a real. */
  | number
  /** A complete text; `Infinity` and `-Infinity` replace the reals that JSON lacks. */
  | string
  /** A cut text. `length`: characters of the whole, or bytes where they could not be counted. */
  | { readonly text: string; readonly length: number }
  /** An integer beyond 2^53, in digits. */
  | { readonly integer: string }
  | { readonly blobBytes: number };

export interface RowSample {
  readonly rows: readonly (readonly Cell[])[];
  /** There are more rows, or some could not be read. */
  readonly truncated: boolean;
}

export interface TableContents extends TableFacts {
  readonly columns: readonly Column[];
  readonly sample: RowSample;
}
