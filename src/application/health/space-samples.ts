import type { SpaceSample } from '../../domain/health/disk-trend.ts';

/** One sample for each two hours of five days: enough for a trend, and never more than sixty. */
const BUCKET_MS = 2 * 60 * 60 * 1000;
const MOST_SAMPLES = 60;

/** How much room was free lately, in memory: after a restart nothing is known. */
export class SpaceSamples {
  #samples: readonly SpaceSample[] = [];

  /** Oldest first. */
  get all(): readonly SpaceSample[] {
    return this.#samples;
  }

  /** Of one bucket of time the last is kept. A clock that was set back begins anew. */
  add(sample: SpaceSample): void {
    const kept = this.#samples.filter(({ at }) => at <= sample.at && bucketOf(at) !== bucketOf(sample.at));
    this.#samples = [...kept, sample].slice(-MOST_SAMPLES);
  }
}

function bucketOf(at: Date): number {
  return Math.floor(at.getTime() / BUCKET_MS);
}
