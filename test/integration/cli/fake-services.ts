import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { countByState } from '../../../src/domain/fleet/fleet-host.ts';
import { EMPTY_STATE, type Backup, type BackupState } from '../../../src/domain/backup/backup.ts';
import type { Manifest } from '../../../src/domain/backup/manifest.ts';
import type { HealthReport } from '../../../src/application/report-health.ts';
import { BackUpAll } from '../../../src/application/back-up-all.ts';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import { A_FULL, listingOf } from '../../support/backup-builder.ts';

export const DATABASE_SHA = 'd'.repeat(64);
export const STORED_SHA = 'a'.repeat(64);
export const BACKUP_DIRECTORY = '/srv/backup';
export const SAFETY_BACKUP = 'app-20261122T220000000Z.db.gz';

export function manifestWith(changes: Partial<Manifest> = {}): Manifest {
  return {
    engine: 'native',
    consistency: 'locked',
    capture: 'sqlite-backup',
    sqliteVersion: '3.50.4',
    journalMode: 'wal',
    pageSize: 4096,
    pageCount: 100,
    databaseBytes: 409_600,
    databaseSha256: DATABASE_SHA,
    storedBytes: 102_400,
    storedSha256: STORED_SHA,
    compression: 'gzip',
    sourceCheck: { level: 'quick', result: 'ok', detail: 'quick_check', durationMs: 3 },
    database: 'app',
    sourcePath: '/data/app.db',
    host: 'box',
    filename: 'app-20261122T210800123Z.db.gz',
    createdAt: new Date('2026-11-22T21:08:00.123Z'),
    durationMs: 1234,
    toolVersion: '0.1.0',
    ...changes,
  };
}

export const VERIFIED_STATE: BackupState = {
  ...EMPTY_STATE,
  verifications: [
    {
      at: new Date('2026-11-22T21:08:01Z'),
      level: 'checksum',
      result: 'ok',
      detail: 'stored bytes, content',
      durationMs: 5,
    },
  ],
};

export function backupWith(changes: Partial<Backup> = {}, manifest: Manifest = manifestWith()): Backup {
  const filename = changes.filename ?? manifest.filename;
  return {
    filename,
    location: `${BACKUP_DIRECTORY}/${filename}`,
    database: manifest.database,
    createdAt: manifest.createdAt,
    storedBytes: manifest.storedBytes,
    compression: manifest.compression,
    record: { condition: 'intact', manifest },
    state: VERIFIED_STATE,
    ...changes,
  };
}

export const HEALTHY: HealthReport = {
  overallStatus: 'healthy',
  checkedAt: new Date('2026-11-22T22:00:00Z'),
  database: {
    status: 'healthy',
    findings: [],
    databases: [
      {
        database: 'app',
        path: '/data/app.db',
        exists: true,
        readable: true,
        sizeBytes: 409_600,
        integrity: 'ok',
        frozen: undefined,
        quarantined: 0,
      },
    ],
  },
  backupDirectory: {
    status: 'healthy',
    findings: [],
    path: BACKUP_DIRECTORY,
    writable: true,
    backupFiles: 1,
    totalBytes: 102_400,
    quarantined: 0,
    failingChannels: [],
  },
  recentBackup: {
    status: 'healthy',
    findings: [],
    maxAgeHours: 26,
    databases: [
      {
        database: 'app',
        backupFiles: 1,
        newest: 'app-20261122T210800123Z.db.gz',
        newestAt: new Date('2026-11-22T21:08:00.123Z'),
        newestUnchangedAt: undefined,
        newestVerified: undefined,
        newestVerifiedAt: undefined,
        unchangedAt: undefined,
        ageHours: undefined,
        lastProof: undefined,
        lastDrill: undefined,
        counts: { verified: 0, unverified: 1, damaged: 0, unmanaged: 0, pinned: 0 },
        storedBytes: 102_400,
        newestStoredBytes: 102_400,
        newestDatabaseBytes: 409_600,
        newestDurationMs: 1234,
      },
    ],
  },
  systemResources: {
    status: 'healthy',
    findings: [],
    freeBytes: 5_000_000,
    totalBytes: 10_000_000,
    usedPercent: 50,
    trend: undefined,
  },
  stores: [
    {
      name: 'local',
      type: 'directory',
      location: '/srv/backup',
      isReachable: true,
      backups: 1,
      storedBytes: 102_400,
      newestVerified: 'app-20261122T210800123Z.db.gz',
      newestVerifiedAt: new Date('2026-11-22T21:08:00.123Z'),
      unchangedAt: undefined,
      lastError: undefined,
    },
  ],
};

/** Services that all succeed; a test replaces what it is about. */
export function fakeServices(changes: Partial<CliServices> = {}): CliServices {
  const createBackup: CliServices['createBackup'] = changes.createBackup ?? {
    execute: ({ database = 'app', label, sourcePath }) => {
      const manifest = manifestWith({ database, sourcePath });
      const backup = backupWith({ state: { ...VERIFIED_STATE, label } }, manifest);
      return Promise.resolve({
        backup,
        manifest,
        verified: true,
        ...A_FULL,
        removed: [],
        copies: [{ store: 'local', result: 'ok' }],
        cleanupProblem: undefined,
      });
    },
  };
  const logger = new InMemoryLogger();
  return {
    createBackup,
    backUpAll: new BackUpAll(
      {
        inventory: { refresh: () => Promise.reject(new Error('nothing is looked for')) },
        createBackup: { execute: (command, options) => createBackup.execute(command, { ...options }) },
        logger,
      },
      { concurrency: 2 },
    ),
    inStore: () => {
      throw new Error('only one store');
    },
    createEncryptionKey: { execute: () => Promise.resolve({ recipient: 'age1recipient' }) },
    discoversDatabases: false,
    listBackups: { execute: () => Promise.resolve(listingOf(backupWith())) },
    verifyBackup: {
      execute: ({ filename, level }) =>
        Promise.resolve({
          filename,
          store: 'local',
          level,
          result: 'ok' as const,
          checks: [{ name: 'stored bytes', result: 'ok' as const, detail: 'as recorded' }],
          durationMs: 12,
        }),
    },
    verifyBackups: {
      execute: ({ level }, options) => {
        const { filename } = backupWith();
        const checks = [{ name: 'stored bytes', result: 'ok' as const, detail: 'as recorded' }];
        const result = { filename, store: 'local', level, result: 'ok' as const, checks, durationMs: 12 };
        options?.onVerified?.(result, 1, 1);
        return Promise.resolve([result]);
      },
    },
    adoptBackup: { execute: () => Promise.resolve(backupWith()) },
    changeBackupState: {
      execute: ({ pinned = false, label }) =>
        Promise.resolve(backupWith({ state: { ...VERIFIED_STATE, pinned, label } })),
    },
    verifySchedule: { level: 'full', selection: { kind: 'sample', percent: 10 } },
    restoreBackup: {
      execute: ({ backup, target }) =>
        Promise.resolve({
          filename: backup.by === 'name' ? backup.filename : 'app-20261122T210800123Z.db.gz',
          restoredTo: target.kind === 'path' ? target.path : '/data/app.db',
          method: target.kind === 'path' ? ('file' as const) : ('sqlite' as const),
          databaseBytes: 409_600,
          databaseSha256: DATABASE_SHA,
          durationMs: 40,
          store: 'local',
          passedOverStores: [],
          safetyCopy:
            target.kind === 'path' ? undefined : { kind: 'backup' as const, filename: SAFETY_BACKUP },
        }),
    },
    restoreMissing: { execute: () => Promise.resolve(undefined) },
    planRestore: {
      execute: ({ target }) =>
        Promise.resolve({
          backup: backupWith(),
          store: 'nas',
          passedOverStores: [{ store: 'local', error: 'its copy is not verified', hint: 'Verify it.' }],
          verified: true,
          verification: VERIFIED_STATE.verifications[0],
          passedOver: undefined,
          futureDated: [],
          restoredTo: target.kind === 'path' ? target.path : '/data/app.db',
          method: 'sqlite' as const,
          reason: 'a sound database',
          exists: true,
          holders: [{ pid: 4711, command: 'python3', lock: 'read' as const }],
          neededBytes: 819_200,
          freeBytes: 5_000_000,
          safetyBackup: { database: 'app', label: 'before restore of x', neededBytes: 409_600 },
        }),
    },
    streamBackup: {
      execute: async ({ write }) => {
        await write(Buffer.from('SQLite format 3\0'));
        return {
          filename: 'app-20261122T210800123Z.db.gz',
          store: 'local',
          passedOverStores: [],
          databaseBytes: 16,
          databaseSha256: DATABASE_SHA,
          durationMs: 40,
        };
      },
    },
    undoRestore: {
      execute: () =>
        Promise.resolve({
          filename: SAFETY_BACKUP,
          restoredTo: '/data/app.db',
          method: 'sqlite' as const,
          databaseBytes: 409_600,
          databaseSha256: DATABASE_SHA,
          durationMs: 40,
          store: 'local',
          passedOverStores: [],
          safetyCopy: { kind: 'backup' as const, filename: 'app-20261122T230000000Z.db.gz' },
        }),
    },
    cleanupHost: {
      execute: ({ dryRun }) =>
        Promise.resolve({
          ...{ removed: [], kept: [], failed: [], checked: [], freedBytes: 0 },
          ...{ storeFailures: [], dryRun },
        }),
    },
    cleanupBackups: {
      execute: ({ dryRun }) =>
        Promise.resolve({
          removed: [
            {
              filename: 'app-20261101T000000000Z.db.gz',
              store: 'local',
              rule: 'too_old' as const,
              reason: 'older than 7 days',
            },
          ],
          kept: [
            {
              filename: 'app-20261122T210800123Z.db.gz',
              store: 'local',
              rule: 'newest_verified' as const,
              reason: 'newest verified',
            },
          ],
          failed: [],
          checked: [],
          freedBytes: 18_350_080,
          storeFailures: [],
          dryRun,
        }),
    },
    copyBackups: {
      execute: ({ from, to, dryRun = false }) =>
        Promise.resolve({
          copied: [
            {
              filename: 'app-20261122T210800123Z.db.gz',
              database: 'app',
              store: to,
              from,
              storedBytes: 102_400,
            },
          ],
          failed: [],
          skipped: [],
          sourceFailures: [],
          dryRun,
        }),
    },
    syncStores: {
      execute: ({ dryRun = false }) =>
        Promise.resolve({ copied: [], failed: [], skipped: [], sourceFailures: [], dryRun }),
    },
    acknowledgeAnomaly: {
      execute: ({ database }) => Promise.resolve({ database, acknowledged: ['collapse' as const] }),
    },
    reportHealth: { execute: () => Promise.resolve(HEALTHY) },
    reportFleet: {
      execute: () =>
        Promise.resolve({
          store: 'offsite',
          location: 's3://backups/prod/fleet',
          checkedAt: new Date('2026-11-22T22:00:00Z'),
          status: 'healthy',
          counts: countByState([]),
          hosts: [],
        }),
    },
    reportHistory: { execute: () => Promise.resolve({ runs: [], unreadableLines: 0 }) },
    reportStatistics: {
      execute: () =>
        Promise.resolve({
          totalBackups: 1,
          verifiedBackups: 1,
          damagedBackups: 0,
          unmanagedFiles: 0,
          totalBytes: 102_400,
          quarantinedCaptures: 0,
          databases: [
            {
              database: 'app',
              backups: 1,
              verified: 1,
              damaged: 0,
              storedBytes: 102_400,
              oldestAt: new Date('2026-11-22T21:08:00.123Z'),
              newestAt: new Date('2026-11-22T21:08:00.123Z'),
              compressionRatio: 4,
              quarantined: 0,
              frozen: undefined,
              series: [
                {
                  filename: 'app-20261122T210800123Z.db.gz',
                  createdAt: new Date('2026-11-22T21:08:00.123Z'),
                  storedBytes: 102_400,
                  databaseBytes: 409_600,
                  durationMs: 1234,
                  verified: true,
                },
              ],
            },
          ],
          stores: [
            {
              store: 'local',
              error: undefined,
              backups: 1,
              verified: 1,
              damaged: 0,
              storedBytes: 102_400,
            },
          ],
        }),
    },
    testNotifications: {
      execute: ({ channel = 'webhook' }) =>
        Promise.resolve([
          { channel, type: 'webhook' as const, result: 'delivered' as const, detail: '', durationMs: 12 },
        ]),
    },
    runPreflight: {
      execute: ({ sources = [] }) =>
        Promise.resolve({
          result: 'ok' as const,
          findings: [
            { name: 'engine', subject: undefined, result: 'ok' as const, detail: 'native 3.50.4', hint: '' },
            ...sources.map(({ path }) => ({
              name: 'readable',
              subject: path,
              result: 'ok' as const,
              detail: 'yes',
              hint: '',
            })),
          ],
        }),
    },
    databases: [{ name: 'app', path: '/data/app.db' }],
    stores: [{ name: 'local', type: 'directory', location: '/backup' }],
    testStores: {
      execute: () =>
        Promise.resolve([
          {
            ...{ store: 'local', location: '/backup', result: 'ok' as const },
            checks: [{ name: 'list' as const, result: 'ok' as const, detail: '3 backups', hint: '' }],
          },
        ]),
    },
    backupDirectory: BACKUP_DIRECTORY,
    settings: [
      { key: 'keep_days', value: 7, source: 'default' },
      { key: 'api_tokens', value: ['***'], source: 'environment BACKUP_API_TOKENS' },
    ],
    logger,
    withinDeadline: (work) => work,
    close: () => Promise.resolve(),
    ...changes,
  };
}
