interface ProgressSample {
  readonly phase: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly atMs: number;
}

export interface ProgressReading {
  readonly phase: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** From 0 to 1; `undefined` if the total is unknown. */
  readonly fraction: number | undefined;
  readonly bytesPerSecond: number | undefined;
  /** For the current phase. */
  readonly remainingMs: number | undefined;
}

/** The smoothing time: a shorter one jumps, a longer one reacts late. */
const MEMORY_MS = 4000;
/** Before this time the rate is unreliable. */
const LEAST_OBSERVED_MS = 750;

/** The smoothed rate and remaining time of one run; each phase is measured separately. */
export class ProgressMeter {
  #first: ProgressSample | undefined;
  #last: ProgressSample | undefined;
  #bytesPerMs: number | undefined;

  add(sample: ProgressSample): ProgressReading {
    const last = this.#last;
    const isNew = last?.phase !== sample.phase || sample.doneBytes < last.doneBytes;
    if (isNew) {
      this.#first = sample;
      this.#bytesPerMs = undefined;
    } else {
      this.#learn(last, sample);
    }
    this.#last = sample;
    return this.#reading(sample);
  }

  #learn(last: ProgressSample, sample: ProgressSample): void {
    const elapsedMs = sample.atMs - last.atMs;
    if (elapsedMs <= 0) return;
    const seen = (sample.doneBytes - last.doneBytes) / elapsedMs;
    const weight = 1 - Math.exp(-elapsedMs / MEMORY_MS);
    this.#bytesPerMs =
      this.#bytesPerMs === undefined ? seen : this.#bytesPerMs + weight * (seen - this.#bytesPerMs);
  }

  #reading(sample: ProgressSample): ProgressReading {
    const { phase, doneBytes, totalBytes, atMs } = sample;
    const observedMs = atMs - (this.#first?.atMs ?? atMs);
    const rate = observedMs >= LEAST_OBSERVED_MS ? this.#bytesPerMs : undefined;
    const isKnown = totalBytes > 0;
    const left = Math.max(0, totalBytes - doneBytes);
    return {
      phase,
      doneBytes,
      totalBytes,
      fraction: isKnown ? Math.min(1, doneBytes / totalBytes) : undefined,
      bytesPerSecond: rate === undefined ? undefined : rate * 1000,
      remainingMs: isKnown && rate !== undefined && rate > 0 ? left / rate : undefined,
    };
  }
}
