/** What a schema lists that has rows or could give some. */
export const TABLE_TYPES = ['table', 'view', 'virtual'] as const;
export type TableType = (typeof TABLE_TYPES)[number];

/** Which engine looked: SQLite inside WebAssembly, or Node's own. */
export const BROWSING_ENGINES = ['sqljs', 'native'] as const;
export type BrowsingEngine = (typeof BROWSING_ENGINES)[number];

/** How much of a table is shown. */
export const MAX_SAMPLE_ROWS = 20;
export const MAX_TEXT_CHARACTERS = 500;

/** A table, so far as it can be compared with the one of the same name elsewhere. */
export interface TableFacts {
  readonly name: string;
  readonly type: TableType;
  /** The statement that made it; empty where the schema keeps none. Long ones are cut. */
  readonly sql: string;
  /** `undefined`: not counted. A view is not, for that would run its SQL. */
  readonly rows: number | undefined;
}

export interface Column {
  readonly name: string;
  /** As it was declared; empty where nothing was. */
  readonly type: string;
}

/** A value of a row in a form that is bounded, and exact or says that it is not. */
export type Cell =
  | null
  /** An integer that a double holds exactly, or a real. */
  | number
  /** Text, whole; `Infinity` and `-Infinity` stand for the reals that JSON has no word for. */
  | string
  /** The beginning of a text. `length`: characters of the whole; bytes where nobody could count them. */
  | { readonly text: string; readonly length: number }
  /** An integer beyond 2^53, in digits. */
  | { readonly integer: string }
  | { readonly blobBytes: number };

export interface RowSample {
  readonly rows: readonly (readonly Cell[])[];
  /** There are more rows than these, or they could not all be read. */
  readonly truncated: boolean;
}

export interface TableContents extends TableFacts {
  readonly columns: readonly Column[];
  readonly sample: RowSample;
}
