import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { passed, refused, warned, type PreflightCheck } from '../../domain/health/preflight.ts';
import type { Inventory } from '../databases/database-inventory.ts';
import { inventoryFindings } from './watched-databases.ts';

/** A backup of all databases would be refused; one of a path would not. */
export const NO_DATABASE = warned(
  'databases',
  'no database is configured: only a backup of a given path would work',
  'Set database_path or databases, or check one by its path: backup-manager doctor path/to/app.db',
);

/** The result of a check; an expected failure is a finding, a bug is thrown. */
export async function runPreflightCheck(
  name: string,
  check: () => Promise<PreflightCheck>,
): Promise<PreflightCheck> {
  try {
    return await check();
  } catch (error) {
    return findingOf(name, error);
  }
}

/** The problems of the databases, in the words of the health report. */
export function inventoryChecks(inventory: Inventory, now: Date): readonly PreflightCheck[] {
  const found = inventoryFindings(inventory, now).map(({ status, message, hint }) =>
    (status === 'critical' ? refused : warned)('databases', message, hint),
  );
  if (found.length > 0) return found;
  return [passed('databases', `${String(inventory.databases.length)} configured or found`)];
}

export function findingOf(name: string, error: unknown): PreflightCheck {
  if (error instanceof BackupManagerException)
    return refused(name, `${error.code}: ${error.message}`, error.hint);
  throw error;
}

export function outOfTime(path: string, timeoutMs: number): PreflightCheck {
  const detail = `BACKUP_TIMEOUT: ${path} could not be checked within ${String(timeoutMs / 1000)} s`;
  return refused('source', detail, 'Raise timeout_seconds, or find why the disk is slow.');
}
