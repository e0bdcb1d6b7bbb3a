import type { RunEvent, RunListener } from '../../../application/ports/run-listener.ts';

/** Keeps the events, in the order they came. */
export class InMemoryRunListener implements RunListener {
  readonly events: RunEvent[] = [];

  onRunEvent(event: RunEvent): void {
    this.events.push(event);
  }
}
