export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError when there are no values */
export function spreadOf(values: readonly number[]): Spread {
  const ordered = [...values].sort((left, right) => left - right);
  const low = ordered[Math.floor((ordered.length - 1) / 2)];
  const high = ordered[Math.floor(ordered.length / 2)];
  const min = ordered[0];
  const max = ordered.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError('nothing was measured');
  }
  return { median: (low + high) / 2, min, max };
}

/**
 * Compares one with the other: the ratio of the medians; as its spread, the ratios of the single rounds, in which both
 * ran one after the other.
 */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  const { min, max } = spreadOf(values.map((value, round) => value / (others[round] ?? NaN)));
  return { median: spreadOf(values).median / spreadOf(others).median, min, max };
}
