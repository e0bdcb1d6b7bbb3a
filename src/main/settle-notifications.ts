import type { Notifications } from '../application/notifications/notifications.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { ReportHealth } from '../application/report-health.ts';

/** How long a command that is done waits for its messages; what is left then, the next process delivers. */
const PATIENCE_MS = 15_000;

/**
 * Sends what is to be told before the process ends, within a bounded time. What a run changed in the state of the
 * backups is told too, for on the command line nobody else looks. Never rejects: it comes after the work.
 */
export async function settleNotifications(
  notifications: Notifications,
  reportHealth: Pick<ReportHealth, 'execute'>,
  logger: Logger,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  try {
    if (notifications.awaitsHealth) notifications.onHealth(await reportHealth.execute());
  } catch (error) {
    logger.error('the state of the backups could not be looked at', error);
  }
  await stopNotifications(notifications, patienceMs);
}

/** Sends what was heard so far, within a bounded time; what is left then, the next one delivers. Never rejects. */
export async function stopNotifications(notifications: Notifications, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // This timer also keeps the process alive while nothing but a pause between two attempts is under way.
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([notifications.flush(), patience]);
  clearTimeout(timer);
  await notifications.stop();
}
