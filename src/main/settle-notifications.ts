import type { Notifications } from '../application/notifications/notifications.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { ReportHealth } from '../application/report-health.ts';

/** How long a finished command waits for its messages; the next process delivers the rest. */
const TIME_LIMIT_MS = 15_000;

/**
 * Delivers the messages before the process ends, within a bounded time. Reports health too where a run may have
 * changed it: a command line has no monitor. Never rejects: the work is already done.
 */
export async function settleNotifications(
  notifications: Notifications,
  reportHealth: Pick<ReportHealth, 'execute'>,
  logger: Logger,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<void> {
  try {
    if (notifications.awaitsHealth) notifications.onHealth(await reportHealth.execute());
  } catch (error) {
    logger.error('cannot report the health of the backups', error);
  }
  await stopNotifications(notifications, timeLimitMs);
}

/** Delivers pending messages within a bounded time; the next process delivers the rest. Never rejects. */
export async function stopNotifications(notifications: Notifications, timeLimitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // This timer also keeps the process alive during the pause between two attempts.
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeLimitMs);
  });
  await Promise.race([notifications.flush(), timeout]);
  clearTimeout(timer);
  await notifications.stop();
}
