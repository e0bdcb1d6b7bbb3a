import type { ObservedHealth } from '../../src/application/notifications/observe-health.ts';
import type { AlertChannel, HeartbeatChannel } from '../../src/domain/notification/channel.ts';
import type { Condition, Observation } from '../../src/domain/notification/condition.ts';
import {
  ALERT_EVENTS,
  HEARTBEAT_EVENTS,
  type Notification,
} from '../../src/domain/notification/notification.ts';

export const NOON = new Date('2026-11-22T12:00:00.000Z');

export function notificationWith(changes: Partial<Notification> = {}): Notification {
  return {
    id: '0b0f6f0e-3c43-4b8e-9d0d-0c6f7f1c9a55',
    event: 'failed',
    severity: 'critical',
    database: 'app',
    subject: 'create',
    message: 'create of app failed: no database at /data/äpp.db',
    hint: 'Check the path.',
    code: 'DATABASE_NOT_FOUND',
    since: NOON,
    at: NOON,
    reminder: false,
    recoveredFrom: undefined,
    ...changes,
  };
}

export function alertChannel(changes: Partial<AlertChannel> = {}): AlertChannel {
  return { name: 'ops', type: 'webhook', events: ALERT_EVENTS, databases: undefined, ...changes };
}

export function heartbeatChannel(changes: Partial<HeartbeatChannel> = {}): HeartbeatChannel {
  return { name: 'beat', type: 'heartbeat', events: HEARTBEAT_EVENTS, databases: undefined, ...changes };
}

export function failing(database = 'app'): Observation & { readonly holds: true } {
  return {
    event: 'failed',
    database,
    subject: 'create',
    holds: true,
    severity: 'critical',
    message: 'it failed',
    hint: 'look',
    code: 'DATABASE_ACCESS',
  };
}

export function succeeding(database = 'app'): Observation {
  return { event: 'failed', database, subject: 'create', holds: false, message: 'it succeeded' };
}

export function conditionWith(changes: Partial<Condition> = {}): Condition {
  return {
    event: 'failed',
    database: 'app',
    subject: 'create',
    severity: 'critical',
    since: NOON,
    announcedAt: NOON,
    seenAt: NOON,
    ...changes,
  };
}

/** A health report of a healthy database. */
export function healthWith(changes: Partial<ObservedHealth> = {}): ObservedHealth {
  return {
    database: { databases: [{ database: 'app', frozen: undefined }] },
    backupDirectory: { status: 'healthy' },
    recentBackup: { databases: [{ database: 'app', ageHours: 1 }] },
    systemResources: { status: 'healthy', findings: [], freeBytes: 1000 },
    ...changes,
  };
}
