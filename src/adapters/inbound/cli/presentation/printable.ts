/*
 * Control characters (escape sequences change what a terminal shows), and invisible characters that reorder text or
 * break lines. Labels, file names and error texts are untrusted.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** `text` in one line; unsafe characters are escaped. */
export function printable(text: string): string {
  return text.replace(/\s*[\r\n]+\s*|\t/g, ' ').replace(UNSAFE, escapeCharacter);
}

/** JSON that is safe for a terminal: the same value, more characters escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(UNSAFE, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  );
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
