import type { Sample, Series, SizedSeries } from '../results.ts';

/** The samples of a contender at one size; empty if it was not measured. */
export function findSamples(
  measured: readonly SizedSeries[] | undefined,
  sizeMb: number,
  name: string,
): readonly Sample[] {
  return findSeries(measured, sizeMb).find((series) => series.name === name)?.samples ?? [];
}

export function findSeries(measured: readonly SizedSeries[] | undefined, sizeMb: number): readonly Series[] {
  return measured?.find((entry) => entry.sizeMb === sizeMb)?.series ?? [];
}

export function secondsOf(samples: readonly Sample[]): readonly number[] {
  return samples.map(({ seconds }) => seconds);
}
