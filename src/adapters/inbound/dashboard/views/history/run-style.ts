import type { HistoryRun } from '../../api/types.ts';
import type { StatusStyle } from '../../components/status-badge.tsx';
import { isKey, t, type Key } from '../../i18n/t.ts';

export type RunOutcome = HistoryRun['outcome'];

export const RUN_STYLES = {
  running: { tone: 'running', icon: 'running', word: 'common.running' },
  succeeded: { tone: 'safe', icon: 'check', word: 'common.succeeded' },
  failed: { tone: 'critical', icon: 'critical', word: 'common.failed' },
  cancelled: { tone: 'unknown', icon: 'cross', word: 'common.cancelled' },
  interrupted: { tone: 'critical', icon: 'attention', word: 'common.interrupted' },
  missed: { tone: 'attention', icon: 'overdue', word: 'common.missed' },
  skipped: { tone: 'attention', icon: 'paused', word: 'common.skipped' },
} as const satisfies Record<RunOutcome, StatusStyle>;

/** An operation of another version keeps its own name. */
export function operationWord({ operation, facts }: Pick<HistoryRun, 'operation' | 'facts'>): string {
  const isDrill = operation === 'verify' && facts['verification_level'] === 'drill';
  const key = `history.op_${isDrill ? 'drill' : operation}`;
  return isKey(key) ? t(key as Key & 'history.op_create') : operation;
}
