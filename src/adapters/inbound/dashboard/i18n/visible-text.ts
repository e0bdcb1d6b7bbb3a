/** Marks that change the text direction. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/**
 * Of these, the marks that also affect the text after the element: browsers implement `bdi` with the same
 * marks.
 */
const REACHING_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Writes direction marks of database content as `‹U+202E›`. */
export function visibleText(text: string): string {
  return text.replace(DIRECTION_MARKS, writtenOut);
}

/** Writes only those marks out that would change the text around it. */
export function harmlessText(text: string): string {
  return text.replace(REACHING_MARKS, writtenOut);
}

function writtenOut(mark: string): string {
  return `‹U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
