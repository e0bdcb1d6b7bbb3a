import type { Anomaly, AnomalyKind } from './anomaly.ts';
import { collapseText } from './collapse.ts';

export interface AnomalyText {
  readonly message: string;
  readonly hint: string;
}

const REMEDY_OF = {
  source_damaged:
    'Keep the file, restore the newest verified backup, and find the cause. The next capture with an ok check ends this.',
  collapse:
    'Check whether the data is still there. If it is gone, restore; a capture of the old size ends this.',
  another_host:
    'If two hosts share the backup directory, give each database its own name. In a container set host_name.',
  unreadable_record: 'Check the database and its backups.',
} satisfies Record<AnomalyKind, string>;

export function describeAnomaly(database: string, anomaly: Anomaly): AnomalyText {
  return {
    message: messageOf(database, anomaly),
    hint: `${REMEDY_OF[anomaly.kind]} If the new state is right: backup-manager acknowledge ${database}`,
  };
}

/** Why retention removes nothing of a database; `undefined` without an anomaly. */
export function pausedReason(database: string, anomalies: readonly Anomaly[]): string | undefined {
  if (anomalies.length === 0) return undefined;
  const what = anomalies.map((one) => `${messageOf(database, one)} (since ${one.since.toISOString()})`);
  return `${what.join('; ')}; "backup-manager acknowledge ${database}" ends this`;
}

function messageOf(database: string, anomaly: Anomaly): string {
  switch (anomaly.kind) {
    case 'source_damaged':
      return `${database} is damaged: ${anomaly.detail}`;
    case 'collapse':
      return `${database} shrank to ${collapseText(anomaly.before, anomaly.after)}`;
    case 'another_host':
      return `${database} is backed up from another host: ${anomaly.hosts.join(', ')}, before ${anomaly.before}`;
    case 'unreadable_record':
      return `the anomaly record of ${database} is unreadable: ${anomaly.detail}`;
  }
}
