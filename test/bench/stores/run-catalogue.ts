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
// without and then with the local catalogue; counts the requests. Needs python3-swift.

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
  rmSync(join(workspace.backupDir, '.state', 'catalogue-offsite.json'));
  await measure(box, 'cleanup --dry-run, cold', cleanup);
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
  say(
    `${name.padEnd(24)} ${seconds.toFixed(1).padStart(6)} s  ${String(proxy.requests.length).padStart(6)} requests`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
