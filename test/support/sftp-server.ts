import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { after, before } from 'mocha';
import type { SftpOptions } from '../../src/adapters/outbound/object-storage/sftp-options.ts';
import { makeFolder, removeFolder } from './database-fixtures.ts';

const SCRIPT = fileURLToPath(new URL('servers/start-sftp.sh', import.meta.url));
const READY_MS = 20_000;

/** OpenSSH on a free port of loopback, with its own keys. */
export class SftpServer {
  readonly folder: string;
  /** On the server and on this machine. */
  readonly root: string;
  readonly port: number;
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.root = join(folder, 'root');
    this.port = port;
  }

  static async start(): Promise<SftpServer> {
    const server = new SftpServer(await makeFolder(), await freePort());
    await mkdir(server.root);
    await server.run();
    return server;
  }

  /** Starts sshd and waits until it answers. */
  async run(mode: 'writable' | 'read-only' = 'writable'): Promise<void> {
    const args = [SCRIPT, this.folder, String(this.port), ...(mode === 'read-only' ? [mode] : [])];
    const child = spawn('bash', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (text: Buffer) => (this.#log += text.toString()));
    this.#process = child;
    const endMs = performance.now() + READY_MS;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || performance.now() > endMs)
        throw new Error(`sshd does not start: ${this.#log}`);
      await delay(20);
    }
  }

  /** Ends sshd and its sessions at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    for (const pid of [...descendantsOf(child.pid), child.pid]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    await ended;
  }

  async restart(mode?: 'writable' | 'read-only'): Promise<void> {
    await this.kill();
    await this.run(mode);
  }

  async dispose(): Promise<void> {
    await this.kill();
    await removeFolder(this.folder);
  }

  key(name: 'user_key' | 'other_key' | 'locked_key'): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  get fingerprint(): string {
    const output = execFileSync('ssh-keygen', ['-lf', join(this.folder, 'host_key.pub')], {
      encoding: 'utf8',
    });
    return output.split(' ')[1] ?? '';
  }

  async options(path: string, changes: Partial<SftpOptions> = {}): Promise<SftpOptions> {
    return {
      host: '127.0.0.1',
      port: this.port,
      user: userInfo().username,
      path: join(this.root, path),
      privateKey: await this.key('user_key'),
      hostFingerprint: this.fingerprint,
      timeoutMs: 10_000,
      ...changes,
    };
  }
}

/** One server for the tests of a suite. */
export function useSftpServer(): () => SftpServer {
  let server: SftpServer | undefined;

  before(async () => {
    server = await SftpServer.start();
  });

  after(() => server?.dispose());

  return () => {
    if (server === undefined) throw new Error('the server runs only during the tests');
    return server;
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** All processes below `pid`, by /proc. */
function descendantsOf(pid: number): readonly number[] {
  let children = '';
  try {
    children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  } catch {
    // It has ended meanwhile.
  }
  const pids = children.split(' ').filter(Boolean).map(Number);
  return pids.flatMap((child) => [...descendantsOf(child), child]);
}
