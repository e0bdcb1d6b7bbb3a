import type { Notification } from '../../domain/notification/notification.ts';
import type { RunObservations } from './observe-run.ts';

type Beat = NonNullable<RunObservations['heartbeat']>;

const TEXT_OF = {
  started: 'began',
  succeeded: 'succeeded, and the backup is verified',
  failed: 'failed',
} satisfies Record<Beat['event'], string>;

export function newIdentity(): string {
  return crypto.randomUUID();
}

export function heartbeatNotification({ event, database, problem }: Beat, now: Date): Notification {
  return {
    id: newIdentity(),
    event,
    severity: event === 'failed' ? 'critical' : 'info',
    database,
    subject: 'create',
    message: problem?.message ?? `create of ${database} ${TEXT_OF[event]}`,
    hint: problem?.hint ?? '',
    code: problem?.code,
    since: now,
    at: now,
    reminder: false,
    recoveredFrom: undefined,
  };
}
