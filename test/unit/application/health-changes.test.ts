import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { HealthChanges } from '../../../src/application/health/health-changes.ts';
import type { HealthReport, VerificationHealth } from '../../../src/application/health/health-report.ts';
import { HEALTHY } from '../../integration/cli/fake-services.ts';

type RecentDatabase = HealthReport['recentBackup']['databases'][number];

const AT = new Date('2026-11-22T21:08:00.123Z');
const PROOF: VerificationHealth = {
  filename: 'app-20261122T210800123Z.db.gz',
  at: AT,
  level: 'full',
  result: 'ok',
  ageHours: 1,
  restoreMs: undefined,
};

describe('HealthChanges', () => {
  let told: unknown[];
  let changes: HealthChanges;

  beforeEach(() => {
    told = [];
    changes = new HealthChanges((report) => told.push(report.overallStatus));
    changes.onHealth(withRecent({ lastProof: PROOF }));
    told.length = 0;
  });

  it('reports the first one', () => {
    new HealthChanges((report) => told.push(report.overallStatus)).onHealth(HEALTHY);
    expect(told).to.deep.equal(['healthy']);
  });

  it('is silent when only time passed, or sizes changed', () => {
    const later = withRecent({ ageHours: 3, lastProof: { ...PROOF, ageHours: 3 } });
    changes.onHealth({
      ...later,
      checkedAt: new Date('2026-11-23T01:00:00Z'),
      database: {
        ...later.database,
        databases: later.database.databases.map((one) => ({ ...one, sizeBytes: 1 + one.sizeBytes })),
      },
      systemResources: { ...later.systemResources, freeBytes: 4_990_000, usedPercent: 50.1 },
      stores: later.stores.map((store) => ({ ...store, storedBytes: 1 + (store.storedBytes ?? 0) })),
    });
    expect(told).to.deep.equal([]);
  });

  it('is silent when the same error of a store occurs again', () => {
    const failing = (at: Date): HealthReport => ({
      ...HEALTHY,
      stores: HEALTHY.stores.map((store) => ({
        ...store,
        isReachable: false,
        lastError: { at, message: 'away' },
      })),
    });
    changes.onHealth(failing(AT));
    told.length = 0;
    changes.onHealth(failing(new Date('2026-11-23T01:00:00Z')));
    expect(told).to.deep.equal([]);
  });

  const CHANGES: Readonly<Record<string, (before: HealthReport) => HealthReport>> = {
    'a run that found a database unchanged': () =>
      withRecent({ lastProof: PROOF, unchangedAt: new Date('2026-11-23T01:00:00Z') }),
    'a finding': (before) => ({
      ...before,
      systemResources: {
        ...before.systemResources,
        findings: [{ status: 'warning', kind: 'disk_unknown', message: 'unknown', hint: 'Look.' }],
      },
    }),
    'the newest verified backup': () => withRecent({ lastProof: PROOF, newestVerifiedAt: AT }),
    'the last proof': () => withRecent({ lastProof: { ...PROOF, result: 'failed' } }),
    'the number of backups': () => withRecent({ lastProof: PROOF, backupFiles: 2 }),
    'why retention is frozen': (before) => ({
      ...before,
      database: {
        ...before.database,
        databases: before.database.databases.map((one) => ({ ...one, frozen: 'it shrank' })),
      },
    }),
    'a percent of the disk': (before) => ({
      ...before,
      systemResources: { ...before.systemResources, usedPercent: 51.2 },
    }),
    'a store that is not reachable': (before) => ({
      ...before,
      stores: before.stores.map((store) => ({ ...store, isReachable: false })),
    }),
    'the newest verified backup of a store': (before) => ({
      ...before,
      stores: before.stores.map((store) => ({ ...store, newestVerified: 'app-20261123T010000000Z.db.gz' })),
    }),
    'a database that came': (before) => ({ ...before, database: { ...before.database, databases: [] } }),
  };

  for (const [what, change] of Object.entries(CHANGES)) {
    it(`publishes ${what} once, with the same status`, () => {
      const report = change(withRecent({ lastProof: PROOF }));
      changes.onHealth(report);
      changes.onHealth({ ...report, checkedAt: new Date('2026-11-23T01:00:00Z') });
      expect(told).to.deep.equal(['healthy']);
    });
  }
});

function withRecent(changed: Partial<RecentDatabase>): HealthReport {
  const { recentBackup } = HEALTHY;
  return {
    ...HEALTHY,
    recentBackup: {
      ...recentBackup,
      databases: recentBackup.databases.map((one) => ({ ...one, ...changed })),
    },
  };
}
