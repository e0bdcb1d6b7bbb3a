import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SftpServer } from '../../support/sftp-server.ts';
import { MemorySampler } from '../memory-sampler.ts';
import { ratioOf, spreadOf } from '../statistics.ts';

// npm run lab -- bench:sftp --mib 1024 --rounds 3 --directory /a/disk/with/room
// Sends a file to OpenSSH on loopback and reads it, in turn with OpenSSH's own sftp.

const TRANSFER = fileURLToPath(new URL('transfer.ts', import.meta.url));
const MIB = 1024 ** 2;
const KEY = 'host/app/data';

interface Run {
  readonly mibPerSecond: number;
  readonly peakMib: number;
}

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: tmpdir() },
  },
});
const mib = Number(values.mib);
const folder = mkdtempSync(join(values.directory, 'bench-sftp-'));
const file = join(folder, 'file');
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});

writeRandomFile(file, mib);
const server = await SftpServer.start();
const options = JSON.stringify(await server.options('store'));
const runs: Record<string, Run[]> = { upload: [], 'sftp put': [], download: [], 'sftp get': [] };
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    runs['upload']?.push(await measure(process.execPath, [TRANSFER, options, 'put', KEY, file]));
    runs['sftp put']?.push(await sftp(`put ${file} ${join(server.root, 'put')}`));
    runs['download']?.push(await measure(process.execPath, [TRANSFER, options, 'get', KEY, file]));
    runs['sftp get']?.push(await sftp(`get ${join(server.root, 'put')} /dev/null`));
  }
} finally {
  await server.dispose();
}
for (const [name, results] of Object.entries(runs)) {
  const { median, min, max } = spreadOf(results.map(({ mibPerSecond }) => mibPerSecond));
  const peak = spreadOf(results.map(({ peakMib }) => peakMib)).max;
  print(
    `${name.padEnd(9)} ${median.toFixed(0)} MiB/s (${min.toFixed(0)}-${max.toFixed(0)}), peak ${peak.toFixed(0)} MiB`,
  );
}
printRatio('upload', 'sftp put');
printRatio('download', 'sftp get');

async function sftp(command: string): Promise<Run> {
  const batch = join(folder, 'batch');
  writeFileSync(batch, `${command}\n`);
  const user = (await server.options('')).user;
  const ssh = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
  return measure('sftp', [
    ...['-q', '-b', batch, '-i', join(server.folder, 'user_key'), '-P', String(server.port)],
    ...ssh.flatMap((option) => ['-o', option]),
    `${user}@127.0.0.1`,
  ]);
}

async function measure(command: string, args: readonly string[]): Promise<Run> {
  const startMs = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const sampler = new MemorySampler(child.pid ?? 0);
  const [code] = (await once(child, 'close')) as [number | null];
  const { peakBytes } = sampler.stop();
  if (code !== 0) throw new Error(`${command} failed: ${String(code)}`);
  // sftp does not measure itself.
  const ms = /^[\d.]+\n$/.test(output) ? Number(output) : performance.now() - startMs;
  return { mibPerSecond: (mib * 1000) / ms, peakMib: peakBytes / MIB };
}

function writeRandomFile(path: string, sizeMib: number): void {
  const target = openSync(path, 'w');
  const block = Buffer.alloc(MIB);
  for (let index = 0; index < sizeMib; index += 1) writeSync(target, randomFillSync(block));
  closeSync(target);
}

function printRatio(name: string, other: string): void {
  const speeds = (key: string) => (runs[key] ?? []).map(({ mibPerSecond }) => mibPerSecond);
  const { median, min, max } = ratioOf(speeds(name), speeds(other));
  print(`${name} / ${other}: ${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
