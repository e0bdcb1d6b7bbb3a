import { MAX_TEXT_CHARACTERS, type Cell } from '../../../domain/inspection/table-contents.ts';

/** A value as it was selected: bounded, and with what tells whether it is whole. */
export interface SelectedValue {
  /** As SQLite's `typeof` has it. */
  readonly type: string;
  /** A text's first characters, an integer's digits, a real; of a blob nothing. */
  readonly value: unknown;
  /** Bytes of a text, in the database's own encoding, or of a blob. */
  readonly octets: number;
  /** Characters of a text; 0 where they were not counted. */
  readonly characters: number;
  /** The database's: `UTF-8`, `UTF-16le` or `UTF-16be`. */
  readonly encoding: string;
}

/** The value in words of JSON. */
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

/** What SQLite gives of a text ends at a NUL in it, and bytes that are no text come as others: the bytes tell. */
function textCell(
  text: string,
  { octets, characters, encoding }: Pick<SelectedValue, 'octets' | 'characters' | 'encoding'>,
): Cell {
  const isWhole = Buffer.byteLength(text, encoding === 'UTF-8' ? 'utf8' : 'utf16le') === octets;
  // Characters as SQLite counts them: code points.
  const beginning = Array.from(text).slice(0, MAX_TEXT_CHARACTERS);
  if (isWhole && beginning.join('').length === text.length) return text;
  const length = characters > beginning.length ? characters : octets;
  return { text: beginning.join(''), length };
}
