/** Marks that turn the direction of what follows: a table may be full of them, and what is shown has to be what is there. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text of a database with its direction marks written out, as `‹U+202E›`. */
export function visibleText(text: string): string {
  return text.replace(DIRECTION_MARKS, (mark) => `‹U+${codeOf(mark)}›`);
}

function codeOf(mark: string): string {
  return mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}
