import type { RunEvent, RunListener } from '../../../application/ports/run-listener.ts';

type Detail = Extract<RunEvent, { readonly type: 'detail' }>;

/** Keeps what it is told, in order; details by themselves. */
export class InMemoryRunListener implements RunListener {
  readonly events: RunEvent[] = [];
  readonly details: Detail[] = [];

  onRunEvent(event: RunEvent): void {
    if (event.type === 'detail') this.details.push(event);
    else this.events.push(event);
  }
}
