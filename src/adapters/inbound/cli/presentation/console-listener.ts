import type { RunEvent, RunListener } from '../../../../application/ports/run-listener.ts';
import type { ConsoleOutput } from './console-output.ts';
import type { ProgressBar } from './progress-bar.ts';

/** Shows a run to whoever waits for it: its warnings always, its progress where there is a bar to draw on. */
export class ConsoleListener implements RunListener {
  readonly #output: ConsoleOutput;
  readonly #bar: ProgressBar | undefined;
  /** The runs at work: one bar cannot show several at a time. */
  readonly #running = new Set<string>();

  constructor(output: ConsoleOutput, bar: ProgressBar | undefined) {
    this.#output = output;
    this.#bar = bar;
  }

  onRunEvent(event: RunEvent): void {
    if (event.type === 'detail') return;
    if (event.type === 'started') this.#running.add(event.run.id);
    if (event.type === 'succeeded' || event.type === 'failed') this.#running.delete(event.run.id);
    if (event.type === 'progress') {
      if (this.#running.size > 1) return;
      this.#bar?.show(event.phase, event.doneBytes, event.totalBytes, event.walGrowthBytes);
      return;
    }
    // The line belongs to one writer at a time; a failed run must not leave a timer behind either.
    this.#bar?.clear();
    if (event.type === 'warning') {
      this.#output.notice(`warning: ${event.message}`);
      if (event.hint !== '') this.#output.notice(`hint: ${event.hint}`);
    }
  }
}
