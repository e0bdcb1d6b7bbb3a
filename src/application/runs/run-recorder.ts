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

/** More warnings of one run are only counted; the log file has them all. */
const MAX_WARNINGS = 50;

/** Limit of waiting records: a full disk must not fill the memory too. */
const MAX_WAITING = 1000;

export interface RunRecorderPorts {
  readonly history: RunHistory;
  readonly logger: Logger;
}

/**
 * Writes runs to the run history, one record after another. An unwritable history delays no run and is logged
 * once; its missing records are tried again with the next one.
 */
export class RunRecorder implements RunListener, RunRecord {
  readonly #ports: RunRecorderPorts;
  /** The running runs, with their warnings. */
  readonly #running = new Map<string, RecordedWarning[]>();
  #waiting: HistoryRecord[] = [];
  #writing: Promise<void> = Promise.resolve();
  #problem: string | undefined;

  constructor(ports: RunRecorderPorts) {
    this.#ports = ports;
  }

  /** Why records are missing now; `undefined` when none is. */
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
        this.#end(event, event.outcome ?? 'succeeded', event.facts, undefined);
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

  /** Resolves when every record is written, or was refused once more; never rejects. */
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
        await this.#ports.history.append(next);
        this.#waiting = this.#waiting.filter((record) => record !== next);
      }
      this.#problem = undefined;
    } catch (error) {
      const isFirstFailure = this.#problem === undefined;
      this.#problem = `the run history cannot be written: ${error instanceof Error ? error.message : String(error)}`;
      if (isFirstFailure) this.#ports.logger.warn(this.#problem, { hint: hintOf(error) });
    }
  }
}

/** A run that another run's lock refused was skipped; a started one with such an error failed. */
function outcomeOf(code: string, hasStarted: boolean): RunOutcome {
  if (code === ('CANCELLED' satisfies ExceptionCode)) return 'cancelled';
  return code === ('OPERATION_IN_PROGRESS' satisfies ExceptionCode) && !hasStarted ? 'skipped' : 'failed';
}

function hintOf(error: unknown): string {
  return error instanceof BackupManagerException ? error.hint : 'This is a bug; please report it.';
}

function bounded(warnings: readonly RecordedWarning[]): readonly RecordedWarning[] {
  const omitted = warnings.length - MAX_WARNINGS;
  if (omitted <= 0) return warnings;
  return [
    ...warnings.slice(0, MAX_WARNINGS),
    { message: `${String(omitted)} more warnings`, hint: 'The log file has them.' },
  ];
}
