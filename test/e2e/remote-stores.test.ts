import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { useSftpServer } from '../support/sftp-server.ts';
import { S3_CREDENTIALS, S3_REGION } from '../support/s3-server.ts';
import { useS3Server } from '../support/swift-server.ts';
import { until } from '../support/cli-process.ts';
import { execute, TransferWriter, problemsOf } from '../support/writers.ts';
import { hasProgram, requires } from './requirement.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

interface Copies {
  readonly copies: readonly {
    readonly store: string;
    readonly result: string;
    readonly error: object | null;
  }[];
}

interface Listed {
  readonly filename: string;
  readonly copies: readonly { readonly store: string; readonly verified: boolean }[];
}

interface Restored {
  readonly filename: string;
  readonly database_sha256: string;
  readonly store: string;
}

const STORES = ['local', 'offsite', 'vps'] as const;
const HOST = 'shop-host';

describe('backups in S3 and over SFTP', function () {
  this.timeout(120_000);
  const server = useS3Server();
  const sftp = useSftpServer();
  let workspace: Workspace;
  let bucket: string;
  let tests = 0;

  before(function () {
    requires(this, hasProgram('rclone', 'version') && hasProgram('age', '--version'), 'rclone and age');
  });

  beforeEach(async () => {
    tests += 1;
    workspace = Workspace.create();
    bucket = await server().createBucket();
    writeFileSync(workspace.path('user_key'), await sftp().key('user_key'), { mode: 0o600 });
    writeFileSync(workspace.path('s3_secret'), S3_CREDENTIALS.secretAccessKey, { mode: 0o600 });
  });
  afterEach(() => workspace.remove());

  const s3Store = () => ({
    ...{ name: 'offsite', type: 's3', bucket, prefix: 'prod', path_style: true, region: S3_REGION },
    endpoint: server().endpoint,
    access_key_id: S3_CREDENTIALS.accessKeyId,
    secret_access_key_file: workspace.path('s3_secret'),
  });

  const stores = async (): Promise<object[]> => {
    const { host, port, user, path, hostFingerprint } = await sftp().options(`store-${String(tests)}`);
    const vps = { name: 'vps', type: 'sftp', host, port, user, path, host_fingerprint: hostFingerprint };
    return [s3Store(), { ...vps, key_file: workspace.path('user_key') }];
  };

  const withStores = async (env: Readonly<Record<string, string>> = {}): Promise<Workspace> =>
    workspace.with({
      env: { BACKUP_STORES: JSON.stringify(await stores()), BACKUP_HOST_NAME: HOST, ...env },
    });

  /** Uploads over SFTP that are not finished. */
  const partsBelow = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));

  const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

  it('are captured once, verified in each store, and restored from each, byte for byte', async () => {
    const box = await withStores();
    const writer = await TransferWriter.start(workspace.path('app.db'), 'wal');
    let created: CreatedDocument & Copies;
    const acknowledged = writer.acknowledged();
    try {
      created = await box.document('create', workspace.path('app.db'));
    } finally {
      await writer.stop();
    }
    expect(created.copies).to.deep.equal(STORES.map((store) => ({ store, result: 'ok', error: null })));
    const [listed] = await box.document<readonly Listed[]>('list');
    expect(listed?.copies).to.deep.equal(STORES.map((store) => ({ store, verified: true })));
    const paths = STORES.map((store) => workspace.path(`from-${store}.db`));
    for (const [index, store] of STORES.entries()) {
      for (const level of ['checksum', 'full', 'drill']) {
        const flags = ['--store', store, '--level', level];
        expect(await box.document('verify', created.filename, ...flags)).to.include({ result: 'ok' });
      }
      const target = paths[index] ?? '';
      const flags = ['--to', target, '--store', store];
      const restored = await box.document<Restored>('restore', created.filename, ...flags);
      expect(restored).to.include({ store, database_sha256: created.database_sha256 });
      expect(sha256(target)).to.equal(created.database_sha256);
    }
    expect(problemsOf([{ path: created.path, acknowledged }])).to.deep.equal([]);
  });

  it('reach a store that was killed during an upload by sync, the next run of which copies nothing', async () => {
    const box = await withStores();
    const database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE t (x)', 'INSERT INTO t VALUES (randomblob(8000000))');
    const slow = box.with({ env: { BACKUP_UPLOAD_LIMIT_MB_S: '2' } });
    const creating = slow.start('create', database, '--json');
    await until(() => partsBelow(sftp().root).length > 0, 'the upload began');
    await sftp().kill();
    expect(partsBelow(sftp().root)).not.to.deep.equal([]);
    const { exitCode, stdout } = await creating.ended;
    await sftp().run();
    const { filename, copies, database_sha256: digest } = JSON.parse(stdout) as CreatedDocument & Copies;
    expect(exitCode).to.equal(13);
    expect(copies.map(({ store, result }) => [store, result])).to.deep.equal([
      ['local', 'ok'],
      ['offsite', 'ok'],
      ['vps', 'failed'],
    ]);
    await box.document('sync');
    const [listed] = await box.document<readonly Listed[]>('list', '--store', 'vps');
    expect(listed).to.deep.include({ filename, copies: [{ store: 'vps', verified: true }] });
    const target = workspace.path('from-vps.db');
    await box.document('restore', filename, '--to', target, '--store', 'vps');
    expect(sha256(target)).to.equal(digest);
    expect(JSON.stringify(await box.document('sync', '--json'))).not.to.include(filename);
  });

  it('are encrypted chains that a store gets whole after it was away, and that are restored from each', async () => {
    const identity = workspace.path('identity.txt');
    const key = await workspace.document<{ recipient: string }>('key', 'create', '--output', identity);
    const box = await withStores({
      BACKUP_ENCRYPTION_RECIPIENTS: key.recipient,
      BACKUP_ENCRYPTION_IDENTITY_FILE: identity,
      BACKUP_FULL_INTERVAL_HOURS: '720',
    });
    const database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE t (x)', 'INSERT INTO t VALUES (randomblob(1000000))');
    const createNext = async (): Promise<CreatedDocument & Copies> => {
      await execute(database, 'INSERT INTO t VALUES (randomblob(100))');
      const { stdout } = await box.run('create', database, '--json');
      return JSON.parse(stdout) as CreatedDocument & Copies;
    };
    const chain = [await createNext()];
    await sftp().kill();
    chain.push(await createNext());
    await sftp().run();
    chain.push(await createNext());
    expect(chain.map(({ filename }) => filename.slice(filename.indexOf('.')))).to.deep.equal([
      '.db.gz.age',
      '.wal.gz.age',
      '.wal.gz.age',
    ]);
    expect(chain.map(({ copies }) => copies.map(({ result }) => result))).to.deep.equal([
      ['ok', 'ok', 'ok'],
      ['ok', 'ok', 'failed'],
      ['ok', 'ok', 'ok'],
    ]);
    const listed = await box.document<readonly Listed[]>('list');
    expect(listed.map(({ copies }) => copies)).to.deep.equal(
      chain.map(() => STORES.map((store) => ({ store, verified: true }))),
    );
    rmSync(workspace.backupDir, { recursive: true });
    for (const store of ['offsite', 'vps']) {
      const target = workspace.path(`from-${store}.db`);
      await box.document('restore', chain.at(-1)!.filename, '--to', target, '--store', store);
      expect(sha256(target)).to.equal(sha256(database));
    }
    await box.document('sync');
    const back = await box.document<readonly Listed[]>('list', '--store', 'local');
    expect(back.map(({ copies }) => copies)).to.deep.equal(
      chain.map(() => [{ store: 'local', verified: true }]),
    );
  });

  it('need no backup directory', async () => {
    const box = workspace.with({
      env: {
        ...{ BACKUP_DIR: '', BACKUP_STATE_DIR: workspace.path('state'), BACKUP_HOST_NAME: HOST },
        BACKUP_STORES: JSON.stringify([s3Store()]),
      },
    });
    const database = workspace.path('app.db');
    await execute(database, 'CREATE TABLE t (x)', 'INSERT INTO t VALUES (randomblob(100000))');
    const created = await box.document<CreatedDocument & Copies>('create', database);
    expect(created.copies).to.deep.equal([{ store: 'offsite', result: 'ok', error: null }]);
    expect(await box.document('verify', created.filename, '--level', 'full')).to.include({ result: 'ok' });
    const target = workspace.path('restored.db');
    await box.document('restore', created.filename, '--to', target);
    expect(sha256(target)).to.equal(created.database_sha256);
    expect(existsSync(workspace.backupDir)).to.equal(false);
    expect((await box.run('health')).exitCode).to.be.oneOf([0, 1]);
    expect((await box.run('doctor', database)).exitCode).to.equal(0);
    await box.document('cleanup');
  });

  describe('when only the bucket, its credentials and the identity are left', () => {
    let created: CreatedDocument;
    let identity: string;

    beforeEach(async () => {
      identity = workspace.path('identity.txt');
      const key = await workspace.document<{ recipient: string }>('key', 'create', '--output', identity);
      const old = await withStores({ BACKUP_ENCRYPTION_RECIPIENTS: key.recipient });
      const database = workspace.path('shop.db');
      await execute(database, 'CREATE TABLE t (x)', 'INSERT INTO t VALUES (randomblob(3000000))');
      created = await old.create(database, '--database', 'shop');
      writeFileSync(workspace.path('expected.sha256'), sha256(database));
      rmSync(workspace.backupDir, { recursive: true });
      rmSync(database);
    });

    const expected = (): string => readFileSync(workspace.path('expected.sha256'), 'utf8');

    it('come back on a new machine with one command', async () => {
      const fresh = workspace.with({
        env: {
          BACKUP_STORES: JSON.stringify([s3Store()]),
          BACKUP_ENCRYPTION_IDENTITY_FILE: identity,
          BACKUP_HOST_NAME: 'new-host',
        },
      });
      const target = workspace.path('back', 'shop.db');
      execFileSync('mkdir', [workspace.path('back')]);
      const flags = ['--store', 'offsite', '--host', HOST, '--database', 'shop', '--latest'];
      const restored = await fresh.document<Restored>('restore', ...flags, '--to', target);
      expect(restored).to.include({ filename: created.filename, store: 'offsite' });
      expect(sha256(target)).to.equal(expected());
    });

    it('come back by hand with rclone, age and gunzip', () => {
      const script = [
        'set -euo pipefail',
        `rclone copyto ":s3:$BUCKET/prod/${HOST}/shop/$FILE" stored.age`,
        'age -d -i "$IDENTITY" stored.age | gunzip > by-hand.db',
      ].join('\n');
      execFileSync('bash', ['-c', script], {
        cwd: workspace.folder,
        env: {
          PATH: process.env['PATH'],
          HOME: workspace.folder,
          BUCKET: bucket,
          FILE: created.filename,
          IDENTITY: identity,
          RCLONE_CONFIG: '/dev/null',
          RCLONE_S3_PROVIDER: 'Other',
          RCLONE_S3_ENDPOINT: server().endpoint,
          RCLONE_S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId,
          RCLONE_S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey,
          RCLONE_S3_REGION: S3_REGION,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      expect(sha256(workspace.path('by-hand.db'))).to.equal(expected());
    });
  });
});
