import cliProgress from 'cli-progress';
import type { Writable } from 'node:stream';
import type { RunPhase } from '../../../../application/ports/run-listener.ts';
import { formatSize } from './quantities.ts';

export class ProgressBar {
  readonly #stream: Writable;
  #bar: cliProgress.SingleBar | undefined;
  #phase: RunPhase | undefined;
  #phaseStartedMs = 0;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** @param walGrowthBytes growth of the source's WAL during the run */
  show(phase: RunPhase, doneBytes: number, totalBytes: number, walGrowthBytes = 0): void {
    if (totalBytes <= 0) return;
    if (this.#bar === undefined || this.#phase !== phase) this.#start(phase, totalBytes);
    this.#bar?.setTotal(totalBytes);
    this.#bar?.update(Math.min(doneBytes, totalBytes), {
      phase,
      done: formatSize(doneBytes),
      rate: this.#rate(doneBytes),
      growth: walGrowthBytes > 0 ? ` | WAL +${formatSize(walGrowthBytes)}` : '',
    });
  }

  /** Removes the line; idempotent. */
  clear(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(phase: RunPhase, totalBytes: number): void {
    this.clear();
    this.#phase = phase;
    this.#phaseStartedMs = performance.now();
    this.#bar = new cliProgress.SingleBar(
      {
        stream: this.#stream,
        format: '{phase} [{bar}] {percentage}% | {done} | {rate}/s | {eta_formatted} left{growth}',
        clearOnComplete: true,
        barsize: 24,
      },
      cliProgress.Presets.legacy,
    );
    this.#bar.start(totalBytes, 0, { phase, done: formatSize(0), rate: formatSize(0), growth: '' });
  }

  #rate(doneBytes: number): string {
    const seconds = (performance.now() - this.#phaseStartedMs) / 1000;
    return formatSize(seconds > 0 ? Math.round(doneBytes / seconds) : 0);
  }
}
