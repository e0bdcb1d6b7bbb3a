import {
  BackupManagerException,
  type ExceptionCode,
} from '../../domain/exceptions/backup-manager-exception.ts';
import type { Heartbeat } from '../../domain/notification/channel.ts';
import type { Observation } from '../../domain/notification/condition.ts';
import type { Operation, Run, RunEvent } from '../ports/run-listener.ts';

/** Unattended operations; a failed restore or label is seen by its caller. */
const UNATTENDED: readonly Operation[] = ['create', 'verify', 'cleanup', 'sync'];

export interface RunObservations {
  readonly observations: readonly Observation[];
  readonly heartbeat: (Heartbeat & { readonly problem: Problem | undefined }) | undefined;
}

export interface Problem {
  readonly message: string;
  readonly hint: string;
  readonly code: string | undefined;
}

export const NO_RUN_OBSERVATIONS: RunObservations = { observations: [], heartbeat: undefined };

/** A run within another run changes no condition. */
export function isWithinRun(event: RunEvent): boolean {
  return event.type === 'progress' || event.type === 'warning' || event.type === 'detail';
}

/** @param hasStarted false for a run that the database's lock refused: it has not failed */
export function observeRun(event: RunEvent, hasStarted: boolean): RunObservations {
  const { run } = event;
  // A verification that found damage succeeded: the condition belongs to the backup.
  const isVerdict = event.type === 'failed' && event.facts !== undefined && run.operation === 'verify';
  if (isVerdict) return observeSuccess(run, event.facts);
  if (event.type === 'failed') return observeFailure(run, event.error, hasStarted);
  if (event.type === 'started') return { observations: [], heartbeat: heartbeatOf(run, 'started') };
  return event.type === 'succeeded' ? observeSuccess(run, event.facts) : NO_RUN_OBSERVATIONS;
}

function observeFailure(run: Run, error: unknown, hasStarted: boolean): RunObservations {
  const problem = problemOf(run, error);
  const heartbeat = hasStarted ? heartbeatOf(run, 'failed', problem) : undefined;
  if (problem.code === ('CANCELLED' satisfies ExceptionCode)) return { observations: [], heartbeat };
  if (problem.code === ('OPERATION_IN_PROGRESS' satisfies ExceptionCode) && !hasStarted)
    return NO_RUN_OBSERVATIONS;
  if (!UNATTENDED.includes(run.operation)) return NO_RUN_OBSERVATIONS;
  const failed = { ...failureOf(run), holds: true, severity: 'critical', ...problem } as const;
  return { observations: [failed], heartbeat };
}

function observeSuccess(run: Run, facts: Readonly<Record<string, unknown>>): RunObservations {
  const { operation, database } = run;
  const message = `the latest ${operation} of ${database} succeeded`;
  const isVerified = operation === 'create' && facts['verified'] === true;
  return {
    observations: [
      { ...failureOf(run), holds: false, message },
      { event: 'missed', database, subject: taskOf(run, facts), holds: false, message },
      ...verdictOf(run, facts),
    ],
    heartbeat: isVerified ? heartbeatOf(run, 'succeeded') : undefined,
  };
}

/** The schedule's name for it. */
function taskOf({ operation }: Run, facts: Readonly<Record<string, unknown>>): string {
  if (operation === 'create') return 'backup';
  return facts['verification_level'] === 'drill' ? 'drill' : operation;
}

/** An inconclusive verification neither starts nor ends a condition. */
function verdictOf(
  { operation, database }: Run,
  { filename, result }: Readonly<Record<string, unknown>>,
): readonly Observation[] {
  if (operation !== 'verify' || typeof filename !== 'string') return [];
  const key = { event: 'verification_failed', database, subject: filename } as const;
  if (result === 'ok') return [{ ...key, holds: false, message: `${filename} is verified again` }];
  if (result !== 'failed') return [];
  return [
    {
      ...key,
      holds: true,
      severity: 'critical',
      message: `the verification of ${filename} failed: it differs from its record`,
      hint: `Verify it again to see the problem, create another backup of ${database}, and check the disk.`,
      code: 'BACKUP_VERIFICATION' satisfies ExceptionCode,
    },
  ];
}

function failureOf({ operation, database }: Run) {
  return { event: 'failed', database, subject: operation } as const;
}

function heartbeatOf(
  { operation, database }: Run,
  event: Heartbeat['event'],
  problem?: Problem,
): RunObservations['heartbeat'] {
  return operation === 'create' ? { event, database, problem } : undefined;
}

function problemOf({ operation, database }: Run, error: unknown): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  const message = `${operation} of ${database} failed: ${detail}`;
  if (error instanceof BackupManagerException) return { message, hint: error.hint, code: error.code };
  return { message, hint: 'This is a bug; the log file has its stack.', code: 'INTERNAL' };
}
