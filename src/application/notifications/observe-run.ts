import {
  BackupManagerException,
  type ExceptionCode,
} from '../../domain/exceptions/backup-manager-exception.ts';
import type { Heartbeat } from '../../domain/notification/channel.ts';
import type { Observation } from '../../domain/notification/condition.ts';
import type { Operation, Run, RunEvent } from '../ports/run-listener.ts';

/** What is done unattended; who restores or changes a label sees for himself what becomes of it. */
const UNATTENDED: readonly Operation[] = ['create', 'verify', 'cleanup'];

/** What a run says about conditions, and to a heartbeat monitor. */
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

/** What happens within a run says nothing about conditions. */
export function isWithinRun(event: RunEvent): boolean {
  return event.type === 'progress' || event.type === 'warning' || event.type === 'detail';
}

/** @param hasBegun whether the run had begun: one that the database's lock refused has not failed */
export function observeRun(event: RunEvent, hasBegun: boolean): RunObservations {
  const { run } = event;
  // A verification that found damage did its work: the condition is the backup's.
  if (event.type === 'failed' && event.facts !== undefined) return observeSuccess(run, event.facts);
  if (event.type === 'failed') return observeFailure(run, event.error, hasBegun);
  if (event.type === 'started') return { observations: [], heartbeat: heartbeatOf(run, 'started') };
  return event.type === 'succeeded' ? observeSuccess(run, event.facts) : NO_RUN_OBSERVATIONS;
}

function observeFailure(run: Run, error: unknown, hasBegun: boolean): RunObservations {
  const problem = problemOf(run, error);
  const heartbeat = hasBegun ? heartbeatOf(run, 'failed', problem) : undefined;
  if (problem.code === ('CANCELLED' satisfies ExceptionCode)) return { observations: [], heartbeat };
  if (problem.code === ('OPERATION_IN_PROGRESS' satisfies ExceptionCode) && !hasBegun)
    return NO_RUN_OBSERVATIONS;
  if (!UNATTENDED.includes(run.operation)) return NO_RUN_OBSERVATIONS;
  const failed = { ...failureOf(run), holds: true, severity: 'critical', ...problem } as const;
  return { observations: [failed], heartbeat };
}

function observeSuccess(run: Run, facts: Readonly<Record<string, unknown>>): RunObservations {
  const { operation, database } = run;
  const message = `the latest ${operation} of ${database} succeeded`;
  const isProved = operation === 'create' && facts['verified'] === true;
  return {
    observations: [
      { ...failureOf(run), holds: false, message },
      { event: 'missed', database, subject: taskOf(run, facts), holds: false, message },
      ...verdictOf(run, facts),
    ],
    heartbeat: isProved ? heartbeatOf(run, 'succeeded') : undefined,
  };
}

/** The word that schedules have for it. */
function taskOf({ operation }: Run, facts: Readonly<Record<string, unknown>>): string {
  if (operation === 'create') return 'backup';
  return facts['verification_level'] === 'drill' ? 'drill' : operation;
}

/** An inconclusive verification neither begins nor ends anything. */
function verdictOf(
  { operation, database }: Run,
  { filename, result }: Readonly<Record<string, unknown>>,
): readonly Observation[] {
  if (operation !== 'verify' || typeof filename !== 'string') return [];
  const key = { event: 'verification_failed', database, subject: filename } as const;
  if (result === 'ok') return [{ ...key, holds: false, message: `${filename} is proved again` }];
  if (result !== 'failed') return [];
  return [
    {
      ...key,
      holds: true,
      severity: 'critical',
      message: `the verification of ${filename} failed: it is not what was written`,
      hint: `Verify it again to see what is wrong, create another backup of ${database}, and check the disk.`,
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
  return { message, hint: 'This is a bug; the log has its stack.', code: 'INTERNAL' };
}
