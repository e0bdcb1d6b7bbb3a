/**
 * How many rows were inserted above the first visible row; negative if rows were removed.
 * @param first index of the first visible row before
 */
export function shiftAbove(before: readonly string[], after: readonly string[], first: number): number {
  if (before === after) return 0;
  const places = new Map(after.map((key, index) => [key, index]));
  // That row may be gone: then use the next one that remains.
  for (let index = first; index < before.length; index += 1) {
    const place = places.get(before[index] ?? '');
    if (place !== undefined) return place - index;
  }
  return 0;
}
