/*
 * Control characters (escape sequences rewrite what an operator sees), and the marks that reorder text or
 * break lines without being seen. Labels, file names and error texts are other people's.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** `text` in one line with everything a terminal would act on made visible. */
export function printable(text: string): string {
  return text.replace(/\s*[\r\n]+\s*|\t/g, ' ').replace(UNSAFE, escapeCharacter);
}

/** JSON whose text a terminal shows as it is: the same value, more characters escaped. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(UNSAFE, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  );
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
