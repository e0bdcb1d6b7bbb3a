import { isUtf8 } from 'node:buffer';

/**
 * A path with one character per byte (latin1). A Linux file name is bytes: decoded as UTF-8, a name that is not UTF-8
 * would name another file.
 */
export type BytePath = string;

export function bytesOf(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

export function bytePathOf(text: string): BytePath {
  return Buffer.from(text).toString('latin1');
}

/** `undefined` when the bytes are not UTF-8. */
export function textOf(path: BytePath): string | undefined {
  const bytes = bytesOf(path);
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/** For messages: a byte that is not UTF-8 is shown as `\xe9`. */
export function shownPath(path: BytePath): string {
  const whole = textOf(path);
  if (whole !== undefined) return whole;
  let shown = '';
  for (let start = 0; start < path.length;) {
    const { text, length } = characterAt(path, start);
    shown += text;
    start += length;
  }
  return shown;
}

const MAX_BYTES_OF_CHARACTER = 4;

function characterAt(path: BytePath, start: number): { readonly text: string; readonly length: number } {
  for (let length = 1; length <= MAX_BYTES_OF_CHARACTER && start + length <= path.length; length += 1) {
    const text = textOf(path.slice(start, start + length));
    if (text !== undefined) return { text, length };
  }
  return { text: `\\x${path.charCodeAt(start).toString(16).padStart(2, '0')}`, length: 1 };
}
