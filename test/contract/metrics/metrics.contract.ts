import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type {
  DatabaseMetrics,
  LatestMetricsFacts,
  Metrics,
  MetricsFacts,
} from '../../../src/application/ports/metrics.ts';
import type { Operation, Run } from '../../../src/application/ports/run-listener.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';

export const APP: DatabaseMetrics = {
  database: 'app',
  sourceReadable: true,
  isRetentionPaused: false,
  quarantined: 2,
  lastSuccessAt: new Date(1_000_000),
  lastVerifiedAt: new Date(900_000),
  rpoSeconds: 100,
  lastOkAt: new Date(950_000),
  lastDrillAt: new Date(800_000),
  drillRestoreSeconds: 2.5,
  durationSeconds: 1.25,
  newestStoredBytes: 10,
  newestDatabaseBytes: 40,
  storedBytes: 30,
  backups: { verified: 3, unverified: 0, pinned: 1 },
};

export const FACTS: MetricsFacts = {
  status: 'warning',
  ageSeconds: 3,
  objectiveSeconds: 93_600,
  freeBytes: 500,
  totalBytes: 1000,
  fullInDays: 12,
  failingChannels: 1,
  databases: [APP],
  stores: [
    { store: 'nas', isReachable: true, backups: 3, storedBytes: 30, lastVerifiedAt: new Date(900_000) },
  ],
  fleet: { ageSeconds: 7, hosts: { healthy: 4, overdue: 1 } },
};

let runs = 0;

export function aRunOf(operation: Operation = 'create', database = 'app'): Run {
  runs += 1;
  return { id: `run-${runs}`, operation, database, startedAt: new Date(0) };
}

/** The samples of an exposition, by name and labels in their order. */
export async function samplesFrom(metrics: Metrics): Promise<Readonly<Record<string, number>>> {
  const { text } = await metrics.render();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

export function describeMetrics(name: string, create: (latestFacts: LatestMetricsFacts) => Metrics): void {
  describe(`${name} is a Metrics`, () => {
    let facts: MetricsFacts | undefined;
    let metrics: Metrics;

    beforeEach(() => {
      facts = FACTS;
      metrics = create(() => facts);
    });

    it('exports the last known state of each database', async () => {
      const samples = await samplesFrom(metrics);
      expect(samples).to.include({
        'sqlite_backup_last_success_timestamp_seconds{database="app"}': 1000,
        'sqlite_backup_last_verified_timestamp_seconds{database="app"}': 900,
        'sqlite_backup_last_proof_timestamp_seconds{database="app"}': 950,
        'sqlite_backup_last_drill_timestamp_seconds{database="app"}': 800,
        'sqlite_backup_last_drill_restore_seconds{database="app"}': 2.5,
        'sqlite_backup_rpo_seconds{database="app"}': 100,
        'sqlite_backup_last_duration_seconds{database="app"}': 1.25,
        'sqlite_backup_last_stored_bytes{database="app"}': 10,
        'sqlite_backup_last_database_bytes{database="app"}': 40,
        'sqlite_backup_stored_bytes{database="app"}': 30,
        'sqlite_backup_backups{database="app",state="verified"}': 3,
        'sqlite_backup_backups{database="app",state="unverified"}': 0,
        'sqlite_backup_backups{database="app",state="pinned"}': 1,
        'sqlite_backup_quarantined_captures{database="app"}': 2,
        'sqlite_backup_retention_frozen{database="app"}': 0,
        'sqlite_backup_source_readable{database="app"}': 1,
        'sqlite_backup_job_in_progress{database="app"}': 0,
      });
    });

    it('exports the last known state of all databases together', async () => {
      expect(await samplesFrom(metrics)).to.include({
        sqlite_backup_health_status: 1,
        sqlite_backup_health_age_seconds: 3,
        sqlite_backup_rpo_objective_seconds: 93_600,
        sqlite_backup_directory_free_bytes: 500,
        sqlite_backup_directory_size_bytes: 1000,
        sqlite_backup_directory_full_in_seconds: 12 * 86_400,
        sqlite_backup_failing_notification_channels: 1,
        'sqlite_backup_info{version="1.2.3",sqlite_version="3.53.0"}': 1,
      });
    });

    it('exports the last known state of each store', async () => {
      expect(await samplesFrom(metrics)).to.include({
        'sqlite_backup_store_reachable{store="nas"}': 1,
        'sqlite_backup_store_backups{store="nas"}': 3,
        'sqlite_backup_store_bytes{store="nas"}': 30,
        'sqlite_backup_store_last_verified_timestamp_seconds{store="nas"}': 900,
      });
      const unknown = { backups: undefined, storedBytes: undefined, lastVerifiedAt: undefined };
      facts = { ...FACTS, stores: [{ store: 'nas', isReachable: false, ...unknown }] };
      const ofStore = Object.entries(await samplesFrom(metrics)).filter(([name]) =>
        name.includes('store="nas"'),
      );
      expect(ofStore).to.deep.equal([['sqlite_backup_store_reachable{store="nas"}', 0]]);
    });

    it('omits unknown values', async () => {
      const unknown = { rpoSeconds: undefined, lastVerifiedAt: undefined, lastDrillAt: undefined };
      facts = {
        ...FACTS,
        fullInDays: undefined,
        freeBytes: undefined,
        databases: [{ ...APP, ...unknown }],
        stores: [],
      };
      const names = Object.keys(await samplesFrom(metrics)).join('\n');
      expect(names).not.to.match(/rpo_seconds|last_verified|last_drill_timestamp|full_in_days|free_bytes/);
      facts = undefined;
      const before = Object.keys(await samplesFrom(metrics));
      expect(before).to.deep.equal(['sqlite_backup_info{version="1.2.3",sqlite_version="3.53.0"}']);
    });

    it('no longer exports a database that is gone', async () => {
      await metrics.render();
      facts = { ...FACTS, databases: [{ ...APP, database: 'shop' }] };
      const names = Object.keys(await samplesFrom(metrics));
      expect(names.filter((sample) => sample.includes('"app"'))).to.deep.equal([]);
      expect(names).to.include('sqlite_backup_rpo_seconds{database="shop"}');
    });

    it('counts runs by outcome, as in the run history', async () => {
      const end = (error: unknown, begun = true): void => {
        const run = aRunOf();
        if (begun) metrics.onRunEvent({ type: 'started', run });
        metrics.onRunEvent({ type: 'failed', run, durationMs: 1, error });
      };
      const busy = new OperationInProgressException('busy', { hint: '' });
      end(new DatabaseAccessException('locked', { hint: '' }));
      end(new TypeError('a bug'));
      end(new OperationCancelledException('stopped', { hint: '' }));
      end(busy, false);
      end(busy, true);
      const run = aRunOf();
      metrics.onRunEvent({ type: 'started', run });
      metrics.onRunEvent({ type: 'progress', run, phase: 'capturing', doneBytes: 1, totalBytes: 2 });
      metrics.onRunEvent({ type: 'warning', run, message: 'slow', hint: '' });
      metrics.onRunEvent({ type: 'succeeded', run, durationMs: 1, facts: {} });
      metrics.onRunEvent({ type: 'succeeded', run, durationMs: 1, facts: {}, outcome: 'unchanged' });
      const outcome = (word: string): string =>
        `sqlite_backup_runs_total{database="app",operation="create",outcome="${word}"}`;
      expect(await samplesFrom(metrics)).to.include({
        [outcome('succeeded')]: 1,
        [outcome('unchanged')]: 1,
        [outcome('failed')]: 3,
        [outcome('cancelled')]: 1,
        [outcome('skipped')]: 1,
      });
    });

    it('counts what retention removed', async () => {
      const removed = 'sqlite_backup_retention_removed_total{database="app"}';
      const clean = (facts: Readonly<Record<string, number>>): void => {
        metrics.onRunEvent({ type: 'succeeded', run: aRunOf('cleanup'), durationMs: 1, facts });
      };
      clean({ removed: 2, kept: 5 });
      clean({ removed: 3 });
      clean({});
      metrics.onRunEvent({ type: 'succeeded', run: aRunOf('create'), durationMs: 1, facts: { removed: 9 } });
      expect((await samplesFrom(metrics))[removed]).to.equal(5);
    });

    it('exports the databases with a running operation, known and new ones', async () => {
      const [first, second, other] = [aRunOf(), aRunOf(), aRunOf('create', 'new')];
      for (const run of [first, second, other]) metrics.onRunEvent({ type: 'started', run });
      const key = (database: string): string => `sqlite_backup_job_in_progress{database="${database}"}`;
      expect(await samplesFrom(metrics)).to.include({ [key('app')]: 2, [key('new')]: 1 });
      for (const run of [first, second, other])
        metrics.onRunEvent({ type: 'succeeded', run, durationMs: 1, facts: {} });
      const samples = await samplesFrom(metrics);
      expect(samples[key('app')]).to.equal(0);
      expect(samples).not.to.include.keys(key('new'));
    });

    it('counts requests by method, route and status', async () => {
      const request = { method: 'GET', route: '/api/backup/verify/:filename', status: 200, durationMs: 30 };
      metrics.observeRequest(request);
      metrics.observeRequest(request);
      const labels = '{method="GET",route="/api/backup/verify/:filename",status="200"}';
      const samples = await samplesFrom(metrics);
      const count = samples[`sqlite_backup_http_request_duration_seconds_count${labels}`];
      expect(count).to.equal(2);
    });
  });
}
