import type { RunEvent, RunListener } from '../../../application/ports/run-listener.ts';

type Detail = Extract<RunEvent, { readonly type: 'detail' }>;

/** Keeps all events in order, and the details separately. */
export class InMemoryRunListener implements RunListener {
  readonly events: RunEvent[] = [];
  readonly details: Detail[] = [];

  onRunEvent(event: RunEvent): void {
    if (event.type === 'detail') this.details.push(event);
    else this.events.push(event);
  }
}
