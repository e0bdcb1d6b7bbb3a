import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Workspace } from '../../e2e/workspace.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { SwiftServer } from '../../support/swift-server.ts';
import { MemorySampler } from '../memory-sampler.ts';

// npm run lab -- bench:stores-memory --mb 2000
// The private memory of the whole process tree while a backup goes to Swift on this machine, is verified there, and is
// restored from there. Needs python3-swift and room for four times the size.

const MIB = 1024 ** 2;
const BLOB_BYTES = 1_000_000;

const { values } = parseArgs({ options: { mb: { type: 'string', default: '2000' } } });
const server = await SwiftServer.start();
const workspace = Workspace.create();
try {
  const bucket = await server.createBucket();
  const store = {
    ...{ name: 'offsite', type: 's3', bucket, endpoint: server.endpoint, path_style: true },
    ...{ region: S3_REGION, access_key_id: S3_CREDENTIALS.accessKeyId },
    secret_access_key: S3_CREDENTIALS.secretAccessKey,
  };
  const box = workspace.with({
    timeoutMs: 3_600_000,
    env: {
      ...{ BACKUP_DIR: '', BACKUP_STATE_DIR: workspace.path('state'), BACKUP_MAX_BACKUP_SIZE_MB: '100000' },
      BACKUP_STORES: JSON.stringify([store]),
    },
  });
  const database = workspace.path('app.db');
  execFileSync('sqlite3', [
    database,
    'CREATE TABLE blobs (content)',
    `WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${values.mb}) ` +
      `INSERT INTO blobs SELECT randomblob(${String(BLOB_BYTES)}) FROM n`,
  ]);
  await measure(box, 'create', 'create', database);
  const [backup] = await box.list();
  const filename = backup?.filename ?? '';
  await measure(box, 'verify --level checksum', 'verify', filename, '--level', 'checksum');
  await measure(box, 'restore', 'restore', filename, '--to', workspace.path('restored.db'));
} finally {
  workspace.remove();
  await server.stop();
}

async function measure(box: Workspace, name: string, ...argv: readonly string[]): Promise<void> {
  const startMs = performance.now();
  const run = box.start(...argv, '--json');
  const sampler = new MemorySampler(run.pid);
  const { exitCode, stdout, stderr } = await run.ended;
  const { peakBytes } = sampler.stop();
  if (exitCode !== 0) throw new Error(`${name} ended ${String(exitCode)}: ${stderr}${stdout}`);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  process.stdout.write(
    `${name.padEnd(24)} ${seconds.padStart(6)} s  peak ${String(Math.round(peakBytes / MIB))} MiB\n`,
  );
}
