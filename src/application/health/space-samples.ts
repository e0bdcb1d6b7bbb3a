import type { SpaceSample } from '../../domain/health/disk-trend.ts';
import { HOUR_MS } from '../../domain/units.ts';

/** One sample per two hours of five days: enough for a trend, at most sixty. */
const BUCKET_MS = 2 * HOUR_MS;
const MOST_SAMPLES = 60;

/** Recent samples of the free space, in memory: lost at a restart. */
export class SpaceSamples {
  #samples: readonly SpaceSample[] = [];

  /** Oldest first. */
  get all(): readonly SpaceSample[] {
    return this.#samples;
  }

  /** Keeps the last sample of a bucket. A clock that was set back starts again. */
  add(sample: SpaceSample): void {
    const kept = this.#samples.filter(({ at }) => at <= sample.at && bucketOf(at) !== bucketOf(sample.at));
    this.#samples = [...kept, sample].slice(-MOST_SAMPLES);
  }
}

function bucketOf(at: Date): number {
  return Math.floor(at.getTime() / BUCKET_MS);
}
