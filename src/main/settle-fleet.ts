import { setTimeout as delay } from 'node:timers/promises';
import type { FleetReporter } from '../application/fleet/fleet-reporter.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { ReportHealth } from '../application/report-health.ts';

/** How long a finished command waits for a remote store. */
const TIME_LIMIT_MS = 10_000;

/**
 * Writes the record of this host before the process ends, within a bounded time. Reports health too where a run may
 * have changed it. Never rejects: the work is already done.
 */
export async function settleFleet(
  reporter: FleetReporter,
  reportHealth: Pick<ReportHealth, 'execute'>,
  logger: Logger,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<void> {
  const timeout = new AbortController();
  const late = delay(timeLimitMs, true, { signal: timeout.signal }).catch(() => false);
  const isLate = await Promise.race([writeRecord(reporter, reportHealth, logger), late]);
  timeout.abort();
  if (isLate) logger.warn(`the record of this host was not written within ${String(timeLimitMs / 1000)} s`);
}

async function writeRecord(
  reporter: FleetReporter,
  reportHealth: Pick<ReportHealth, 'execute'>,
  logger: Logger,
): Promise<false> {
  try {
    if (reporter.awaitsHealth) reporter.reportOnce(await reportHealth.execute());
  } catch (error) {
    logger.error('cannot report the health of the backups', error);
  }
  await reporter.flush();
  return false;
}
