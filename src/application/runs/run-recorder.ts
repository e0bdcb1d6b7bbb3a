import {
  BackupManagerException,
  type ExceptionCode,
} from '../../domain/exceptions/backup-manager-exception.ts';
import type {
  RecordedError,
  HistoryRecord,
  RecordedWarning,
  RunOutcome,
} from '../../domain/history/history-entry.ts';
import type { Logger } from '../ports/logger.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import { describeError } from './describe-error.ts';
import type { RunRecord } from './run-coordinator.ts';

/** More warnings of one run are counted; the log has them all. */
const MAX_WARNINGS = 50;

/** Records that wait for a journal which cannot be written; a service whose disk is full must not fill the memory too. */
const MAX_WAITING = 1000;

/**
 * Puts what it hears of runs into the journal, one record after another. A journal that cannot be written holds up no
 * run and is told once in the log; what it did not take is tried again with the next record.
 */
export class RunRecorder implements RunListener, RunRecord {
  readonly #journal: RunHistory;
  readonly #logger: Logger;
  /** The runs that have begun, with their warnings. */
  readonly #running = new Map<string, RecordedWarning[]>();
  #waiting: HistoryRecord[] = [];
  #writing: Promise<void> = Promise.resolve();
  #problem: string | undefined;

  constructor(journal: RunHistory, logger: Logger) {
    this.#journal = journal;
    this.#logger = logger;
  }

  /** Why the journal lacks records now; `undefined` while it lacks none. */
  get problem(): string | undefined {
    return this.#problem;
  }

  onRunEvent(event: RunEvent): void {
    const { run } = event;
    switch (event.type) {
      case 'started':
        this.#running.set(run.id, []);
        this.#write({ event: 'started', run });
        return;
      case 'progress':
      case 'detail':
        return;
      case 'warning':
        this.#running.get(run.id)?.push({ message: event.message, hint: event.hint });
        return;
      case 'succeeded':
        this.#end(event, 'succeeded', event.facts, undefined);
        return;
      case 'failed': {
        const error = describeError(event.error);
        this.#end(event, outcomeOf(error.code, this.#running.has(run.id)), event.facts ?? {}, error);
      }
    }
  }

  recorded(): Promise<void> {
    return this.#writing;
  }

  /** Resolves when every record is in the journal, or was refused once more; never rejects. Records may follow. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeWaiting());
    return this.#writing;
  }

  #end(
    { run, durationMs }: RunEvent & { readonly durationMs: number },
    outcome: RunOutcome,
    facts: (RunEvent & { readonly type: 'succeeded' })['facts'],
    error: RecordedError | undefined,
  ): void {
    const warnings = bounded(this.#running.get(run.id) ?? []);
    this.#running.delete(run.id);
    this.#write({ event: 'ended', run, outcome, durationMs, facts, warnings, error });
  }

  #write(record: HistoryRecord): void {
    this.#waiting = [...this.#waiting, record].slice(-MAX_WAITING);
    void this.flush();
  }

  async #writeWaiting(): Promise<void> {
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.#journal.append(next);
        this.#waiting = this.#waiting.filter((record) => record !== next);
      }
      this.#problem = undefined;
    } catch (error) {
      const isNews = this.#problem === undefined;
      this.#problem = `the run journal cannot be written: ${error instanceof Error ? error.message : String(error)}`;
      if (isNews) this.#logger.warn(this.#problem, { hint: hintOf(error) });
    }
  }
}

/** What never began for another run's sake was skipped; whatever began and met such a refusal has failed. */
function outcomeOf(code: string, hasBegun: boolean): RunOutcome {
  if (code === ('CANCELLED' satisfies ExceptionCode)) return 'cancelled';
  return code === ('OPERATION_IN_PROGRESS' satisfies ExceptionCode) && !hasBegun ? 'skipped' : 'failed';
}

function hintOf(error: unknown): string {
  return error instanceof BackupManagerException ? error.hint : 'This is a bug; please report it.';
}

function bounded(warnings: readonly RecordedWarning[]): readonly RecordedWarning[] {
  const omitted = warnings.length - MAX_WARNINGS;
  if (omitted <= 0) return warnings;
  return [
    ...warnings.slice(0, MAX_WARNINGS),
    { message: `${String(omitted)} more warnings`, hint: 'The log has them.' },
  ];
}
