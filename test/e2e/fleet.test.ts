import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ObjectFleetRecords } from '../../src/adapters/outbound/fleet-records/object-fleet-records.ts';
import { S3ObjectStorage } from '../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import { S3_CREDENTIALS, S3_REGION } from '../support/s3-server.ts';
import { useS3Server } from '../support/swift-server.ts';
import { execute } from '../support/writers.ts';
import { Workspace } from './workspace.ts';

interface Fleet {
  readonly status: string;
  readonly store: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly hosts: readonly {
    readonly host: string;
    readonly state: string;
    readonly overdue_since: string | null;
    readonly overdue_databases: readonly string[];
    readonly newest_verified: { readonly filename: string } | null;
    readonly databases: readonly { readonly database: string; readonly overdue_at: string | null }[];
  }[];
}

const HOUR_MS = 3_600_000;
const MAX_AGE_HOURS = 26;

describe('several hosts in one bucket', function () {
  this.timeout(120_000);
  const server = useS3Server();
  let workspace: Workspace;
  let bucket: string;

  beforeEach(async () => {
    workspace = Workspace.create();
    bucket = await server().createBucket();
    writeFileSync(workspace.path('s3_secret'), S3_CREDENTIALS.secretAccessKey, { mode: 0o600 });
    await execute(workspace.path('app.db'), 'CREATE TABLE t (x)', 'INSERT INTO t VALUES (1)');
  });
  afterEach(() => workspace.remove());

  const host = (name: string, store: object = {}): Workspace => {
    const offsite = {
      ...{ name: 'offsite', type: 's3', bucket, prefix: 'prod', path_style: true, region: S3_REGION },
      endpoint: server().endpoint,
      access_key_id: S3_CREDENTIALS.accessKeyId,
      secret_access_key_file: workspace.path('s3_secret'),
      ...store,
    };
    const env = { BACKUP_HOST_NAME: name, BACKUP_STORES: JSON.stringify([offsite]) };
    return workspace.with(
      { env: { ...env, BACKUP_MAX_AGE_HOURS: String(MAX_AGE_HOURS) } },
      workspace.path(name),
    );
  };
  const records = (): ObjectFleetRecords =>
    new ObjectFleetRecords(
      new S3ObjectStorage({
        ...S3_CREDENTIALS,
        ...{ bucket, prefix: 'prod', endpoint: server().endpoint, region: S3_REGION, pathStyle: true },
      }),
    );
  /** As if the host had stopped that long ago. */
  const backdate = async (name: string, hours: number): Promise<Date> => {
    const record = await records().find(name);
    if (record === undefined) throw new Error(`${name} wrote no record`);
    const before = (time: Date): Date => new Date(time.getTime() - hours * HOUR_MS);
    const databases = record.databases.map((one) => ({
      ...one,
      overdueAt: one.overdueAt && before(one.overdueAt),
    }));
    await records().write({
      ...record,
      writtenAt: before(record.writtenAt),
      nextReportBy: before(record.nextReportBy),
      databases,
    });
    return databases[0]?.overdueAt ?? new Date(0);
  };
  const fleet = async (box: Workspace): Promise<[exitCode: number | null, Fleet]> => {
    const { exitCode, stdout, stderr } = await box.run('fleet', '--json');
    expect(stderr).to.equal('');
    return [exitCode, JSON.parse(stdout) as Fleet];
  };

  it('are reported by a third one, and the one that stopped is overdue', async () => {
    const web = await host('web-1').create(workspace.path('app.db'));
    await host('web-2').create(workspace.path('app.db'));
    const reader = host('reader');
    const [before, healthy] = await fleet(reader);
    expect(before).to.equal(0);
    expect(healthy.hosts.map((one) => `${one.host} ${one.state}`)).to.deep.equal([
      'web-1 healthy',
      'web-2 healthy',
    ]);
    expect(healthy.hosts[0]?.newest_verified?.filename).to.equal(web.filename);
    const overdueSince = await backdate('web-2', MAX_AGE_HOURS + 2);
    const [after, report] = await fleet(reader);
    expect(after).to.equal(2);
    expect(report).to.deep.include({ status: 'critical', store: 'offsite' });
    expect(report.counts).to.include({ healthy: 1, overdue: 1 });
    expect(report.hosts[0]).to.deep.include({
      host: 'web-2',
      state: 'overdue',
      overdue_since: overdueSince.toISOString(),
      overdue_databases: ['app'],
    });
    const text = await reader.run('fleet');
    expect(text.exitCode).to.equal(2);
    expect(text.stdout).to.match(
      /^HOST +STATE +DATABASES +NEWEST VERIFIED +OVERDUE SINCE +VERSION +LAST REPORT$/m,
    );
    expect(text.stdout)
      .to.match(/^web-2 +overdue +1 +/m)
      .and.to.match(/^2 hosts: 1 overdue, 1 healthy$/m);
  });

  it('that works again is healthy again after its next backup', async () => {
    const web = host('web-1');
    await web.create(workspace.path('app.db'));
    await backdate('web-1', MAX_AGE_HOURS + 2);
    expect((await fleet(web))[0]).to.equal(2);
    await web.create(workspace.path('app.db'));
    expect((await fleet(web))[0]).to.equal(0);
  });

  it('are cleaned up by the one that may, as far as their records allow', async () => {
    const web = host('web-1', { cleanup_after_create: false, keep_days: 0, max_backup_files: 1 });
    const old = await web.create(workspace.path('app.db'));
    const newest = await web.create(workspace.path('app.db'));
    const inBucket = async (): Promise<readonly string[]> =>
      (await web.document<readonly { filename: string }[]>('list', '--store', 'offsite')).map(
        ({ filename }) => filename,
      );
    expect(await inBucket()).to.deep.equal([newest.filename, old.filename]);
    const janitor = host('janitor', { keep_days: 0, max_backup_files: 1 });
    const cleanup = ['cleanup', '--store', 'offsite', '--host', 'web-1'];
    const record = await records().find('web-1');
    if (record === undefined) throw new Error('web-1 wrote no record');
    const anomaly = { status: 'warning', kind: 'source_collapsed', database: 'app' } as const;
    await records().write({ ...record, findings: [anomaly] });
    expect(await janitor.document(...cleanup)).to.deep.include({ removed: [] });
    await records().write(record);
    const { removed } = await janitor.document<{ removed: readonly { filename: string }[] }>(...cleanup);
    expect(removed.map(({ filename }) => filename)).to.deep.equal([old.filename]);
    expect(await inBucket()).to.deep.equal([newest.filename]);
  });

  it('are reported although this one never was a member', async () => {
    await host('web-1').create(workspace.path('app.db'));
    const reader = host('reader');
    await reader.run('cleanup');
    const [, { hosts }] = await fleet(reader);
    expect(hosts.map((one) => one.host)).to.deep.equal(['web-1']);
  });

  it('back up although their record cannot be written; the log says why', async () => {
    const web = host('web-1', { access_key_id: 'test:stranger' });
    const logFile = workspace.path('web.log');
    const quiet = web.with({ env: { BACKUP_LOG_FILE: logFile } });
    const { exitCode, stdout } = await quiet.run('create', workspace.path('app.db'), '--json');
    expect(exitCode).to.equal(13);
    expect(JSON.parse(stdout)).to.include({ verified: true });
    expect(readFileSync(logFile, 'utf8')).to.include(
      'the record of this host was not written to the store offsite',
    );
    const failed = await quiet.run('fleet', '--json');
    expect(failed.exitCode).to.equal(14);
  });
});
