import { critical, warning, type HealthFinding } from './health.ts';
import { megabytes } from './megabytes.ts';

const HINT = 'Free some space, lower keep_days or max_backup_files, or move backup_dir to a larger disk.';

export interface DiskSpaceReading {
  /** `undefined` where the file system does not report it. */
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
}

export interface DiskLimits {
  readonly diskWarningPercent: number;
  readonly diskCriticalPercent: number;
  readonly minFreeBytes: number;
}

/** The share of the disk that is not free to this user; `undefined` where the size is unknown. */
export function usedPercent({ freeBytes, totalBytes }: DiskSpaceReading): number | undefined {
  if (freeBytes === undefined || totalBytes === undefined) return undefined;
  return totalBytes > 0 ? (100 * (totalBytes - freeBytes)) / totalBytes : undefined;
}

export function diskSpaceFindings(space: DiskSpaceReading, limits: DiskLimits): readonly HealthFinding[] {
  const findings: HealthFinding[] = [];
  const used = usedPercent(space);
  if (used !== undefined && used >= limits.diskWarningPercent) {
    const level = used >= limits.diskCriticalPercent ? critical : warning;
    const message = `the disk of the backup directory is ${used.toFixed(1)} % full`;
    findings.push(level({ kind: 'disk_nearly_full', message, hint: HINT }));
  }
  if (space.freeBytes !== undefined && space.freeBytes < limits.minFreeBytes) {
    findings.push(
      critical({
        kind: 'disk_below_reserve',
        message: `${megabytes(space.freeBytes)} are free (min_free_mb requires ${megabytes(limits.minFreeBytes)})`,
        hint: HINT,
      }),
    );
  }
  return findings;
}
