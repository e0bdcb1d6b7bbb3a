import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { passed, refused, warned, type PreflightCheck } from '../../domain/health/preflight.ts';
import type { Inventory } from '../databases/database-inventory.ts';
import { inventoryFindings } from './watched-databases.ts';

/** A backup of all databases would be refused; one of a path would not. */
export const NO_DATABASE = warned(
  'databases',
  'none is configured: only a backup that names its path would be made',
  'Set database_path or databases, or look at one by its path: backup-manager doctor path/to/app.db',
);

/** What a look came to; one that fails on purpose is a finding, anything else is a bug and passes. */
export async function runPreflightCheck(
  name: string,
  look: () => Promise<PreflightCheck>,
): Promise<PreflightCheck> {
  try {
    return await look();
  } catch (error) {
    return findingOf(name, error);
  }
}

/** What is wrong with the databases as they were found, in the words of the health report. */
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
  const detail = `BACKUP_TIMEOUT: ${path} could not be looked at within ${String(timeoutMs / 1000)} s`;
  return refused('source', detail, 'Raise timeout_seconds, or find out what slows the disk down.');
}
