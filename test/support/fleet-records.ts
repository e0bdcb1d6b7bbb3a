import type { FleetRecord } from '../../src/domain/fleet/fleet-record.ts';
import { HOUR_MS, NOW } from './backup-builder.ts';

/** A healthy host whose only database was backed up at `NOW`. */
export function aFleetRecord(changes: Partial<FleetRecord> = {}): FleetRecord {
  return {
    host: 'web-1',
    writtenAt: NOW,
    nextReportBy: new Date(NOW.getTime() + HOUR_MS),
    toolVersion: '1.2.3',
    status: 'healthy',
    findings: [],
    databases: [
      {
        database: 'app',
        newestVerified: { filename: 'app-20261122T210800123Z.db.gz', createdAt: NOW },
        overdueAt: new Date(NOW.getTime() + 26 * HOUR_MS),
      },
    ],
    stores: [
      { name: 'local', type: 'directory' },
      { name: 'offsite', type: 's3' },
    ],
    ...changes,
  };
}
