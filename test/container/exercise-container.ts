import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { PRODUCT } from '../support/cli-process.ts';
import { parseDockerfile, type Stage } from './dockerfile.ts';
import { PretendedImage, type ContainerSettings, type OrdinaryIds } from './pretended-image.ts';

const NOBODY = 65534;
const STARTS_WITHIN_MS = 30_000;
/** What stands in for the build: the checkout is built already, and installing all its tools anew proves nothing. */
const BUILD_STEPS = ['npm ci --ignore-scripts', 'npm pack --pack-destination /build'];

/** What came of it. */
export interface ContainerReport {
  /** Who the service ran as. */
  readonly user: string;
  readonly uid: number;
  readonly healthBefore: number | null;
  readonly healthWhileRunning: number | null;
  readonly healthAfter: number | null;
  /** Status of the answer to a backup that was asked for. */
  readonly created: number;
  readonly backupFile: string;
  readonly exitCode: number | null;
  readonly log: string;
}

/**
 * Does what the Dockerfile says, without Docker: installs the packed package into a clean folder, runs the service there
 * as an ordinary user, asks for its health as Docker would, has it make a backup, and stops it.
 *
 * @param say told of each step
 */
export async function exerciseContainer(
  say: (step: string) => void = () => undefined,
): Promise<ContainerReport> {
  const folder = mkdtempSync(join(tmpdir(), 'container-'));
  // The ordinary user has to get through.
  chmodSync(folder, 0o755);
  const ids = ordinaryIds();
  try {
    const image = buildImages(folder, ids, say);
    return await run(image, folder, ids, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ordinaryIds(): OrdinaryIds {
  const [uid = NOBODY, gid = NOBODY] = [process.getuid?.(), process.getgid?.()];
  return uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
}

function buildImages(folder: string, ids: OrdinaryIds, say: (step: string) => void): PretendedImage {
  const stages = parseDockerfile(readFileSync(join(PRODUCT, 'Dockerfile'), 'utf8'));
  const images = new Map<string, PretendedImage>();
  let last: PretendedImage | undefined;
  for (const [index, stage] of stages.entries()) {
    const name = stage.name ?? String(index);
    say(`stage ${name}`);
    last = new PretendedImage(join(folder, name), ids);
    if (name === 'build') packInto(last, stage);
    else last.build(stage, images);
    images.set(name, last);
  }
  if (last === undefined) throw new Error('the Dockerfile has no stage');
  return last;
}

function packInto(image: PretendedImage, { instructions }: Stage): void {
  const steps = instructions.filter(({ keyword }) => keyword === 'RUN').map(({ text }) => text);
  if (steps.join() !== BUILD_STEPS.join())
    throw new Error(`the build stage has other steps: ${steps.join('; ')}`);
  const destination = image.path('/build');
  mkdirSync(destination);
  const options = ['pack', '--ignore-scripts', '--pack-destination', destination];
  const { status, stderr } = spawnSync('npm', options, { cwd: PRODUCT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack ended with ${String(status)}: ${stderr}`);
}

async function run(
  image: PretendedImage,
  folder: string,
  ids: OrdinaryIds,
  say: (step: string) => void,
): Promise<ContainerReport> {
  const settings = image.settings();
  const port = await freePort();
  const database = makeDatabase(join(folder, 'data'), ids);
  // What `docker run --env` would set. No strangers are let in while a test runs.
  const env = {
    ...settings.env,
    BACKUP_DATABASE_PATH: database,
    BACKUP_API_PORT: String(port),
    BACKUP_API_HOST: '127.0.0.1',
  };
  const options = { cwd: settings.cwd, env };
  const [program = '', ...rest] = as(ids, settings.healthCheck);
  const health = (): number | null => spawnSync(program, rest, { ...options, stdio: 'ignore' }).status;
  const healthBefore = health();
  say(`as ${settings.user}: ${settings.command.join(' ')}`);
  const [main = '', ...argv] = as(ids, settings.command);
  const service = spawn(main, argv, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  service.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  try {
    const healthWhileRunning = await untilHealthy(health, service, () => log);
    say('healthy');
    const { status, filename } = await create(port, image.path('/backup/.state/api-token'));
    const { uid } = uidOf(service);
    say(`a backup: ${filename}`);
    const exitCode = await stop(service, settings);
    say(`${settings.stopSignal}: ${String(exitCode)}`);
    const backupFile = join(image.path('/backup'), filename);
    readFileSync(backupFile);
    return {
      user: settings.user,
      uid,
      healthBefore,
      healthWhileRunning,
      healthAfter: health(),
      created: status,
      backupFile,
      exitCode,
      log,
    };
  } finally {
    service.kill('SIGKILL');
  }
}

/** As `docker run` would: by the user of the image. */
function as({ uid, gid }: OrdinaryIds, command: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return command;
  return ['setpriv', `--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups', ...command];
}

function makeDatabase(folder: string, { uid, gid }: OrdinaryIds): string {
  mkdirSync(folder);
  const path = join(folder, 'app.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = wal; CREATE TABLE note (text)');
  database.close();
  for (const owned of [folder, path]) chownSync(owned, uid, gid);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilHealthy(
  health: () => number | null,
  service: ChildProcess,
  log: () => string,
): Promise<number | null> {
  const giveUpMs = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    const status = health();
    if (status === 0) return status;
    if (service.exitCode !== null || performance.now() > giveUpMs) throw new Error(`never healthy: ${log()}`);
    await pause(100);
  }
}

async function create(port: number, tokenFile: string): Promise<{ status: number; filename: string }> {
  const headers = { Authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
  const url = `http://127.0.0.1:${String(port)}/api/backup/create`;
  const answer = await fetch(url, { method: 'POST', headers });
  const { filename } = (await answer.json()) as { readonly filename: string };
  return { status: answer.status, filename };
}

function uidOf({ pid }: ChildProcess): { readonly uid: number } {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return { uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]) };
}

async function stop(service: ChildProcess, { stopSignal }: ContainerSettings): Promise<number | null> {
  const ended = once(service, 'exit') as Promise<[number | null]>;
  service.kill(stopSignal as NodeJS.Signals);
  const [exitCode] = await ended;
  return exitCode;
}
