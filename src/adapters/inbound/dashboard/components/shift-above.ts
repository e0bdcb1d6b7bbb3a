/**
 * By how many rows what one looks at has moved down because others came or went above it; negative: up.
 *
 * @param first index of the first row in sight before
 */
export function shiftAbove(before: readonly string[], after: readonly string[], first: number): number {
  if (before === after) return 0;
  const places = new Map(after.map((key, index) => [key, index]));
  // The row itself may be what went: then the next one that stayed tells.
  for (let index = first; index < before.length; index += 1) {
    const place = places.get(before[index] ?? '');
    if (place !== undefined) return place - index;
  }
  return 0;
}
