import { MAX_TEXT_CHARACTERS, type Cell } from '../../../domain/inspection/table-contents.ts';

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
