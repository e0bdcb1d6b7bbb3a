import type { LoggedRun, RunLog, RunLogOptions } from '../../../application/ports/run-log.ts';
import type { LogLine } from '../../../domain/history/log-line.ts';

interface InMemoryLogLine extends LogLine {
  readonly run: string | undefined;
}

/** Returns its own lines. */
export class InMemoryRunLog implements RunLog {
  /** Oldest first. */
  readonly lines: InMemoryLogLine[] = [];

  async read({ id }: LoggedRun, { limit, signal }: RunLogOptions): Promise<readonly LogLine[]> {
    signal?.throwIfAborted();
    const found = this.lines.filter(({ run }) => run === id).slice(-limit);
    return Promise.resolve(found.map(({ at, level, message, fields }) => ({ at, level, message, fields })));
  }
}
