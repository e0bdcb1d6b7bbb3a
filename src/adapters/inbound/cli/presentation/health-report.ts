import type { HealthReport } from '../../../../application/report-health.ts';
import type { HealthCheck } from '../../../../domain/health/health.ts';
import { MARK_OF } from './quantities.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize, formatTime } from './quantities.ts';

export { healthDocument } from '../../documents/health.ts';

export function healthText(report: HealthReport): string {
  const { database, backupDirectory, recentBackup, systemResources } = report;
  return [
    `Overall: ${report.overallStatus}`,
    ...group('database', database, formatCount(database.databases.length, 'database')),
    ...group(
      'backup directory',
      backupDirectory,
      `${printable(backupDirectory.path)}, ${formatCount(backupDirectory.backupFiles, 'backup')}, ${formatSize(backupDirectory.totalBytes)}${quarantineOf(backupDirectory)}`,
    ),
    ...storeLines(report.stores),
    ...group('recent backup', recentBackup, recentBackup.databases.map(newestOf).join('; ')),
    ...group('system resources', systemResources, diskSpace(systemResources)),
  ].join('\n');
}

/** One store is the backup directory. */
function storeLines(stores: HealthReport['stores']): readonly string[] {
  if (stores.length < 2) return [];
  return stores.map(({ name, location, isReachable, backups = 0, storedBytes = 0, ...newest }) => {
    const { newestVerifiedAt, unchangedAt } = newest;
    const unchanged = unchangedAt === undefined ? '' : `, unchanged at ${formatTime(unchangedAt)}`;
    const facts = isReachable
      ? `${formatCount(backups, 'backup')}, ${formatSize(storedBytes)}, newest verified ${newestVerifiedAt === undefined ? 'none' : formatTime(newestVerifiedAt)}${unchanged}`
      : 'UNREACHABLE';
    return `         store ${name}: ${printable(location)}, ${facts}`;
  });
}

function group(title: string, check: HealthCheck, facts: string): readonly string[] {
  return [
    `${MARK_OF[check.status]} ${title}${facts === '' ? '' : `: ${facts}`}`,
    ...check.findings.flatMap(({ message, hint }) => [
      `         ${printable(message)}`,
      ...(hint === '' ? [] : [`         hint: ${printable(hint)}`]),
    ]),
  ];
}

function quarantineOf({ quarantined }: HealthReport['backupDirectory']): string {
  return quarantined === 0 ? '' : `, ${formatCount(quarantined, 'capture')} in quarantine`;
}

function newestOf(entry: HealthReport['recentBackup']['databases'][number]): string {
  return `${printable(entry.database)} ${ageOf(entry)}`;
}

function ageOf({ ageHours, unchangedAt }: HealthReport['recentBackup']['databases'][number]): string {
  if (ageHours === undefined) return 'none verified';
  const age = `${ageHours.toFixed(1)} h ago`;
  return unchangedAt === undefined ? `verified ${age}` : `verified, unchanged ${age}`;
}

function diskSpace({ freeBytes, usedPercent }: HealthReport['systemResources']): string {
  if (freeBytes === undefined || usedPercent === undefined) return '';
  return `${formatSize(freeBytes)} free, ${usedPercent.toFixed(0)}% used`;
}
