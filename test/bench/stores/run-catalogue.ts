import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import { Workspace } from '../../e2e/workspace.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { putBackup } from '../../support/object-backups.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { SwiftServer } from '../../support/swift-server.ts';

// npm run lab -- bench:catalogue --backups 10000
// Lists and cleans up (dry run) a bucket of Swift on this machine with many hourly backups of ten databases, first
// without and then with the local catalogue, and makes, verifies and restores one backup; counts the requests. With
// --backups 0 the store has only that one database. Needs python3-swift.

const HOST = 'bench-host';
const PREFIX = 'prod';
const AT_A_TIME = 64;
const HOUR_MS = 3_600_000;
const DATABASES = 10;

const { values } = parseArgs({ options: { backups: { type: 'string', default: '10000' } } });
const count = Number(values.backups);
const server = await SwiftServer.start();
const proxy = await FaultProxy.start(server.endpoint);
const workspace = Workspace.create();
try {
  const bucket = await server.createBucket();
  await fill(bucket);
  const store = {
    ...{ name: 'offsite', type: 's3', bucket, prefix: PREFIX, endpoint: proxy.url, path_style: true },
    ...{ region: S3_REGION, access_key_id: S3_CREDENTIALS.accessKeyId },
    secret_access_key: S3_CREDENTIALS.secretAccessKey,
  };
  const box = workspace.with({
    env: { BACKUP_STORES: JSON.stringify([store]), BACKUP_HOST_NAME: HOST },
  });
  say(`${String(count)} backups in the bucket`);
  const list = ['list', '--store', 'offsite', '--json'];
  const cleanup = ['cleanup', '--store', 'offsite', '--dry-run', '--json'];
  await measure(box, 'list, cold', list);
  await measure(box, 'list, warm', list);
  await measure(box, 'cleanup --dry-run, warm', cleanup);
  await measure(box, 'health, warm', ['health', '--json']);
  rmSync(join(workspace.backupDir, '.state', 'catalogue-offsite.json'), { force: true });
  await measure(box, 'cleanup --dry-run, cold', cleanup);
  const database = workspace.path('app.db');
  execFileSync('sqlite3', [database, 'CREATE TABLE t AS SELECT randomblob(100000)']);
  await box.create(database);
  await measure(box, 'create', ['create', database, '--json']);
  const [backup] = await box.document<readonly { readonly filename: string }[]>(...list.slice(0, -1));
  const one = [backup?.filename ?? '', '--store', 'offsite'];
  await measure(box, 'list', list);
  await measure(box, 'verify --level checksum', ['verify', ...one, '--level', 'checksum', '--json']);
  await measure(box, 'restore', ['restore', ...one, '--to', workspace.path('restored.db'), '--json']);
  await measure(box, 'stores test', ['stores', 'test', 'offsite', '--json']);
} finally {
  workspace.remove();
  await proxy.stop();
  await server.stop();
}

/** Straight to the server: these requests are not counted. */
async function fill(bucket: string): Promise<void> {
  const storage = new S3ObjectStorage({
    ...S3_CREDENTIALS,
    ...{ bucket, prefix: PREFIX, endpoint: server.endpoint, region: S3_REGION, pathStyle: true },
  });
  const now = Date.now();
  for (let first = 0; first < count; first += AT_A_TIME) {
    const numbers = Array.from({ length: Math.min(AT_A_TIME, count - first) }, (_, index) => first + index);
    await Promise.all(
      numbers.map((number) =>
        putBackup(storage, HOST, {
          host: HOST,
          database: `db${String(number % DATABASES)}`,
          createdAt: new Date(now - Math.floor(number / DATABASES) * HOUR_MS),
        }),
      ),
    );
  }
  await storage.close();
}

async function measure(box: Workspace, name: string, argv: readonly string[]): Promise<void> {
  proxy.clear();
  const startMs = performance.now();
  const { exitCode, stdout, stderr } = await box.run(...argv);
  const seconds = (performance.now() - startMs) / 1000;
  if (stdout === '') throw new Error(`${argv.join(' ')} ended ${String(exitCode)}: ${stderr}`);
  const { requests } = proxy;
  const lists = requests.filter(({ url }) => /[?&](list-type|uploads)/.test(url)).length;
  const reads = requests.filter(({ method }) => method === 'GET' || method === 'HEAD').length - lists;
  const kinds = `${String(requests.length - lists - reads)} writes, ${String(lists)} lists, ${String(reads)} reads`;
  say(
    `${name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${String(requests.length).padStart(6)} requests: ${kinds}`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
