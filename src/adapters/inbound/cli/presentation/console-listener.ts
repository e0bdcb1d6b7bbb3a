import type { RunEvent, RunListener } from '../../../../application/ports/run-listener.ts';
import type { ConsoleOutput } from './console-output.ts';
import type { ProgressBar } from './progress-bar.ts';

/** Shows the warnings of runs, and their progress if there is a bar. */
export class ConsoleListener implements RunListener {
  readonly #output: ConsoleOutput;
  readonly #bar: ProgressBar | undefined;
  /** One bar cannot show several runs. */
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
    // Only one writer may use the line, and a failed run must not leave a timer behind.
    this.#bar?.clear();
    if (event.type === 'warning') {
      this.#output.notice(`warning: ${event.message}`);
      if (event.hint !== '') this.#output.notice(`hint: ${event.hint}`);
    }
  }
}
