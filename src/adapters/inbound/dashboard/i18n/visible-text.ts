/** Marks that say in which direction what is around them runs: a table may be full of them, and what is shown has to be what is there. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/**
 * Of these what turns what follows, and what ends that. Left open, or closed too often, they reach beyond the element
 * that is to keep them in: a browser ends its isolation with the same marks.
 */
const REACHING_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text of a database with its direction marks written out, as `‹U+202E›`. */
export function visibleText(text: string): string {
  return text.replace(DIRECTION_MARKS, writtenOut);
}

/** Somebody else's text within our own: what would turn ours too is written out. */
export function harmlessText(text: string): string {
  return text.replace(REACHING_MARKS, writtenOut);
}

function writtenOut(mark: string): string {
  return `‹U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
