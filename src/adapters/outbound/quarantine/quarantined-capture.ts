import type { QuarantinedCapture } from '../../../application/ports/quarantine.ts';
import { parseBackupName } from '../../../domain/backup/backup-name.ts';

/** A file in the quarantine as what it is; `undefined` for one that is no capture. */
export function quarantinedCapture(
  path: string,
  filename: string,
  storedBytes: number,
): QuarantinedCapture | undefined {
  const name = parseBackupName(filename);
  return name && { path, database: name.database, createdAt: name.createdAt, storedBytes };
}

export function newestFirst(left: QuarantinedCapture, right: QuarantinedCapture): number {
  return right.createdAt.getTime() - left.createdAt.getTime() || (left.path < right.path ? 1 : -1);
}
