import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ObjectFleetRecords } from '../../../src/adapters/outbound/fleet-records/object-fleet-records.ts';
import { mapLimited } from '../../../src/adapters/outbound/object-storage/limited-parallel.ts';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import { PRODUCT } from '../../support/cli-process.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { SwiftServer } from '../../support/swift-server.ts';

const WRITES_AT_A_TIME = 16;
const YEAR_MS = 365 * 86_400_000;

const { values } = parseArgs({ options: { hosts: { type: 'string', default: '1000' } } });
const hosts = Number(values.hosts);
const folder = mkdtempSync(join(tmpdir(), 'fleet-bench-'));
const server = await SwiftServer.start();
try {
  const bucket = await server.createBucket();
  const place = { bucket, endpoint: server.endpoint, region: S3_REGION };
  const records = new ObjectFleetRecords(
    new S3ObjectStorage({ ...S3_CREDENTIALS, ...place, pathStyle: true }),
  );
  const later = new Date(Date.now() + YEAR_MS);
  const [database] = aFleetRecord().databases;
  if (database === undefined) throw new Error('the record has a database');
  const databases = [{ ...database, overdueAt: later }];
  const names = Array.from({ length: hosts }, (_, index) => `host-${String(index)}`);
  const write = (host: string) => records.write(aFleetRecord({ host, nextReportBy: later, databases }));
  await mapLimited(names, WRITES_AT_A_TIME, write);

  const { accessKeyId, secretAccessKey } = S3_CREDENTIALS;
  const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
  const store = { name: 'offsite', type: 's3', ...place, path_style: true, ...credentials };
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ backup_dir: null, state_dir: join(folder, 'state'), stores: [store] }),
  );
  const time = (what: string, ...argv: readonly string[]): void => {
    const started = performance.now();
    const command = [join(PRODUCT, 'dist/main/cli.js'), '--config', join(folder, 'config.json'), ...argv];
    execFileSync(process.execPath, command, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    process.stdout.write(`${what}: ${((performance.now() - started) / 1000).toFixed(2)} s\n`);
  };
  process.stdout.write(`${String(hosts)} hosts\n`);
  time('start of the program', '--version');
  time('cold', 'fleet');
  time('warm', 'fleet');
  await mapLimited(names.slice(0, Math.ceil(hosts / 100)), WRITES_AT_A_TIME, write);
  time('1 % has changed', 'fleet');
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
