import type { TestedChannel } from '../../../../application/notifications/test-notifications.ts';
import { formatDuration } from './quantities.ts';
import { renderTable } from './table.ts';

export function notifyTestDocument(tested: readonly TestedChannel[]): readonly object[] {
  return tested.map(({ channel, type, result, detail, durationMs }) => ({
    channel,
    type,
    result,
    detail,
    duration_ms: durationMs,
  }));
}

export function notifyTestText(tested: readonly TestedChannel[]): string {
  return renderTable(
    ['CHANNEL', 'TYPE', 'RESULT', 'TOOK', 'REASON'],
    tested.map(({ channel, type, result, detail, durationMs }) => [
      channel,
      type,
      result,
      formatDuration(durationMs),
      detail === '' ? '-' : detail,
    ]),
  );
}
