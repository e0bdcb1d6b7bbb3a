import {
  BackupManagerException,
  type ExceptionCode,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import type { LogFields, Logger } from '../../../application/ports/logger.ts';
import type { Run, RunEvent, RunListener } from '../../../application/ports/run-listener.ts';

/** Failures that say that the run was unnecessary now, not that something is wrong. */
const HARMLESS: readonly ExceptionCode[] = ['CANCELLED', 'OPERATION_IN_PROGRESS'];

/** An error may be its own cause. */
const MAX_CAUSES = 4;

/** Logs the course of each run, without progress. */
export class LoggingRunListener implements RunListener {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  onRunEvent(event: RunEvent): void {
    const about = `${event.run.operation} of ${event.run.database}`;
    const run = { run: event.run.id };
    switch (event.type) {
      case 'started':
        this.#logger.info(`${about} started`, run);
        return;
      case 'progress':
        return;
      case 'detail':
        this.#logger.debug(`${about}: ${event.message}`, {
          ...event.fields,
          ...run,
          elapsed_ms: event.elapsedMs,
        });
        return;
      case 'warning':
        this.#logger.warn(`${about}: ${event.message}`, { ...run, hint: event.hint });
        return;
      case 'succeeded':
        this.#logger.info(
          `${about} succeeded${event.outcome === undefined ? '' : ': the database is unchanged'}`,
          {
            ...event.facts,
            ...run,
            duration_ms: event.durationMs,
          },
        );
        return;
      case 'failed':
        this.#logFailure(about, event.run, event.durationMs, event.error);
    }
  }

  #logFailure(about: string, run: Run, durationMs: number, error: unknown): void {
    const fields: LogFields = { run: run.id, duration_ms: durationMs };
    if (!(error instanceof BackupManagerException)) {
      this.#logger.error(`${about} failed unexpectedly`, error, fields);
      return;
    }
    // An expected failure is logged without its stack, which does not help an operator.
    const message = `${about} failed: ${error.message}`;
    const causes = causeMessages(error.cause);
    const facts: LogFields = {
      ...fields,
      code: error.code,
      hint: error.hint,
      details: error.details,
      causes: causes.length === 0 ? undefined : causes,
    };
    if (HARMLESS.includes(error.code)) this.#logger.warn(message, facts);
    else this.#logger.error(message, undefined, facts);
  }
}

function causeMessages(cause: unknown, depth = 0): string[] {
  if (!(cause instanceof Error) || depth === MAX_CAUSES) return [];
  return [cause.message, ...causeMessages(cause.cause, depth + 1)];
}
