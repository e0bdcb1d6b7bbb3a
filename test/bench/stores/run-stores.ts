import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { S3Options } from '../../../src/adapters/outbound/object-storage/s3-options.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { SwiftServer } from '../../support/swift-server.ts';
import { MemorySampler } from '../memory-sampler.ts';
import { spreadOf } from '../statistics.ts';

// npm run lab -- bench:stores --mb 2000 --rounds 3 --directory /a/disk/with/room
// Uploads a file to Swift on this machine and downloads it again: S3ObjectStorage and rclone in turn, with the same
// part size and the same number of parts in flight. Needs python3-swift and rclone.

const TRANSFER = fileURLToPath(new URL('transfer.ts', import.meta.url));
const MIB = 1024 ** 2;
const MB = 1e6;
const KEY = 'file.db.zst';

interface Transfer {
  readonly seconds: number;
  readonly peakBytes: number;
}

interface Contender {
  readonly name: string;
  command(direction: 'upload' | 'download', path: string): readonly [program: string, ...argv: string[]];
}

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '2000' },
    part: { type: 'string', default: '8' },
    parts: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: tmpdir() },
  },
});
const sizeBytes = Number(values.mb) * MB;
const partSizeBytes = Number(values.part) * MIB;
const partsInFlight = Number(values.parts);

const folder = mkdtempSync(join(values.directory, 'bench-stores-'));
const source = join(folder, 'source');
const target = join(folder, 'target');
writeRandom(source);
const digest = await digestOf(source);
const server = await SwiftServer.start();
try {
  const bucket = await server.createBucket();
  const options: S3Options = {
    ...S3_CREDENTIALS,
    bucket,
    prefix: 'bench',
    endpoint: server.endpoint,
    region: S3_REGION,
    pathStyle: true,
    partSizeBytes,
    partsInFlight,
  };
  const parts = `parts of ${values.part} MiB, ${values.parts} in flight`;
  process.stdout.write(`${values.mb} MB, ${parts}, Swift on this machine\n`);
  await compare([ownTransfer(options), rclone(options)], new S3ObjectStorage(options));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}

async function compare(contenders: readonly Contender[], storage: S3ObjectStorage): Promise<void> {
  const results = new Map<string, Transfer[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const contender of contenders) {
      for (const direction of ['upload', 'download'] as const) {
        const [program, ...argv] = contender.command(direction, direction === 'upload' ? source : target);
        const name = `${contender.name} ${direction}`;
        results.set(name, [...(results.get(name) ?? []), await measure(program, argv)]);
      }
      if ((await digestOf(target)) !== digest) throw new Error(`${contender.name}: the content differs`);
      rmSync(target);
      await storage.remove(KEY);
    }
  }
  await storage.close();
  for (const [name, transfers] of results) report(name, transfers);
}

function report(name: string, transfers: readonly Transfer[]): void {
  const speed = spreadOf(transfers.map(({ seconds }) => sizeBytes / MB / seconds));
  const peak = Math.max(...transfers.map(({ peakBytes }) => peakBytes)) / MIB;
  const range = `${speed.min.toFixed(0)} to ${speed.max.toFixed(0)}`;
  const line = `${speed.median.toFixed(0)} MB/s (${range}), peak ${peak.toFixed(0)} MiB private`;
  process.stdout.write(`${name.padEnd(28)} ${line}\n`);
}

async function measure(program: string, argv: readonly string[]): Promise<Transfer> {
  const startedMs = performance.now();
  // Without the variables AWS_*, which rclone would use.
  const env = { PATH: process.env['PATH'], HOME: folder };
  const child = spawn(program, argv, { stdio: ['ignore', 'inherit', 'inherit'], env });
  const sampler = new MemorySampler(child.pid ?? 0);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - startedMs) / 1000;
  const { peakBytes } = sampler.stop();
  if (exitCode !== 0) throw new Error(`${program} ended with ${String(exitCode)}`);
  return { seconds, peakBytes };
}

function ownTransfer(options: S3Options): Contender {
  return {
    name: 'S3ObjectStorage',
    command: (direction, path) => [process.execPath, TRANSFER, direction, path, KEY, JSON.stringify(options)],
  };
}

function rclone({ bucket, prefix = '', endpoint = '' }: S3Options): Contender {
  const remote = `:s3:${bucket}/${prefix}/${KEY}`;
  const flags = [
    ...['--config', '/dev/null', '--s3-provider', 'Other', '--s3-endpoint', endpoint],
    ...['--s3-access-key-id', S3_CREDENTIALS.accessKeyId],
    ...['--s3-secret-access-key', S3_CREDENTIALS.secretAccessKey],
    ...['--s3-region', S3_REGION, '--s3-force-path-style', '--s3-no-check-bucket'],
    ...['--s3-chunk-size', `${String(partSizeBytes)}B`, '--s3-upload-cutoff', `${String(partSizeBytes)}B`],
    ...['--s3-upload-concurrency', String(partsInFlight), '--multi-thread-streams', String(partsInFlight)],
  ];
  return {
    name: 'rclone copyto',
    command: (direction, path) => {
      const ends = direction === 'upload' ? [path, remote] : [remote, path];
      return ['rclone', 'copyto', ...flags, ...ends];
    },
  };
}

function writeRandom(path: string): void {
  const file = openSync(path, 'w');
  for (let left = sizeBytes; left > 0; left -= MIB) writeSync(file, randomBytes(Math.min(MIB, left)));
  closeSync(file);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MIB }), hash);
  return hash.digest('hex');
}
