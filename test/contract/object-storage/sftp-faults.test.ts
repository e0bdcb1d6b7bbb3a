import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ObjectStorage } from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { SftpObjectStorage } from '../../../src/adapters/outbound/object-storage/sftp-object-storage.ts';
import type { SftpOptions } from '../../../src/adapters/outbound/object-storage/sftp-options.ts';
import { StoreException, type StoreProblem } from '../../../src/domain/exceptions/store-exception.ts';
import { DAY_MS } from '../../support/backup-builder.ts';
import { mountSmallDisk } from '../../support/fault-small-disk.ts';
import { encoded, keysIn } from '../../support/object-backups.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { useSftpServer } from '../../support/sftp-server.ts';
import { digestOf, readObject } from './object-content.ts';

const KEY = 'host/app/app-20261122T210800123Z.db.gz';
const MIB = 1024 * 1024;
const CONTENT = randomBytes(16 * MIB);
const NEVER = new AbortController().signal;
/** Short: these requests are meant to fail. */
const SHORT_MS = 400;

describe('SftpObjectStorage when something fails', () => {
  const server = useSftpServer();
  let folder: string;
  let storage: SftpObjectStorage;

  const open = async (changes: Partial<SftpOptions> = {}): Promise<SftpObjectStorage> =>
    new SftpObjectStorage(await server().options(folder, changes));

  beforeEach(async () => {
    folder = randomUUID();
    await mkdir(join(server().root, folder));
    storage = await open();
  });

  afterEach(() => storage.close());

  const upload = (to: ObjectStorage, half: () => Promise<void>) => {
    const bytes = async function* () {
      yield CONTENT.subarray(0, CONTENT.length / 2);
      await half();
      yield CONTENT.subarray(CONTENT.length / 2);
    };
    return to.upload(KEY, bytes(), CONTENT.length, NEVER);
  };
  const filesOnServer = async () => {
    const entries = await readdir(join(server().root, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };

  describe('the server ends in the middle of an upload', () => {
    it('and comes back: the upload fails and leaves nothing', async () => {
      expectProblem(await rejectionOf(upload(storage, () => server().restart())), 'unreachable');
      expect(await filesOnServer()).to.deep.equal([]);
      await upload(storage, async () => undefined);
      expect(digestOf(await readObject(storage, KEY))).to.equal(digestOf(CONTENT));
    });

    it('and stays away: no half object is listed, and the sweep removes the rest', async () => {
      await storage.close();
      storage = await open({ timeoutMs: SHORT_MS });
      expectProblem(await rejectionOf(upload(storage, () => server().kill())), 'unreachable');
      expectProblem(await rejectionOf(keysIn(storage)), 'unreachable');
      await server().run();
      storage = await open();
      expect(await keysIn(storage)).to.deep.equal([]);
      const [left = ''] = await filesOnServer();
      expect(left).to.match(/^\..*\.part$/);
      const time = new Date(Date.now() - DAY_MS - 5_000);
      await utimes(join(server().root, folder, 'host/app', left), time, time);
      await storage.removeUnfinishedUploads();
      expect(await filesOnServer()).to.deep.equal([]);
    });
  });

  it('repeats everything else when the server comes back', async () => {
    await storage.write(KEY, encoded('one'));
    for (const work of [
      () => keysIn(storage),
      () => storage.read(KEY),
      () => storage.write(KEY, encoded('one')),
      () => storage.open(KEY),
      () => storage.remove('host/app/other'),
      () => storage.removeUnfinishedUploads(),
    ]) {
      await server().kill();
      await Promise.all([work(), server().run()]);
    }
    expect(Buffer.from((await storage.read(KEY)) ?? []).toString()).to.equal('one');
    expect(await filesOnServer()).to.have.length(1);
  });

  it('continues to read where it was when the server comes back', async () => {
    await upload(storage, async () => undefined);
    const artifact = await storage.open(KEY);
    const hash = createHash('sha256');
    let bytesRead = 0;
    for await (const piece of artifact!.read(0, CONTENT.length)) {
      hash.update(piece);
      if (bytesRead < 4 * MIB && bytesRead + piece.length >= 4 * MIB) await server().restart();
      bytesRead += piece.length;
    }
    await artifact!.close();
    expect(hash.digest('hex')).to.equal(digestOf(CONTENT));
  });

  it('does not continue to read a file that was replaced', async () => {
    await upload(storage, async () => undefined);
    const artifact = await storage.open(KEY);
    const pieces = artifact!.read(0, CONTENT.length)[Symbol.asyncIterator]();
    await pieces.next();
    await server().kill();
    await writeFile(join(server().root, folder, KEY), 'other');
    await server().run();
    const rest = async () => {
      while ((await pieces.next()).done !== true);
    };
    expectProblem(await rejectionOf(rest()), 'other');
  });

  describe('refuses a server or is refused', () => {
    it('with another host key, and shows it', async () => {
      const refusing = await open({ hostFingerprint: 'SHA256:0000000000000000000000000000000000000000000' });
      const error = expectProblem(await rejectionOf(keysIn(refusing)), 'credentials');
      expect(error.message).to.include(server().fingerprint);
      expect(error.hint).to.include('ssh-keygen');
    });

    it('unless the host key is right, also with padding', async () => {
      expect(await keysIn(await open({ hostFingerprint: `${server().fingerprint}=` }))).to.deep.equal([]);
    });

    it('with a wrong passphrase, none, or a text that is no key', async () => {
      const privateKey = await server().key('locked_key');
      for (const changes of [
        { privateKey, passphrase: 'wrong horse' },
        { privateKey },
        { privateKey: 'no key' },
      ]) {
        const error = expectProblem(await rejectionOf(keysIn(await open(changes))), 'credentials');
        expect(`${error.message}${error.hint}`).not.to.include('horse').and.not.include('no key');
      }
      expect(await keysIn(await open({ privateKey, passphrase: 'correct horse' }))).to.deep.equal([]);
    });

    it('without the key of an agent', async () => {
      const socket = join(server().folder, 'agent.sock');
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        await once(agent.stdout, 'data');
        const env = { ...process.env, SSH_AUTH_SOCK: socket };
        const options = { privateKey: undefined, agent: socket };
        expectProblem(await rejectionOf(keysIn(await open(options))), 'credentials');
        spawnSync('ssh-add', [join(server().folder, 'user_key')], { env });
        expect(await keysIn(await open(options))).to.deep.equal([]);
      } finally {
        agent.kill();
        await once(agent, 'exit');
      }
    });
  });

  it('reports a directory that cannot be written', async () => {
    await storage.write(KEY, encoded('kept'));
    await server().restart('read-only');
    try {
      for (const work of [
        () => storage.write(KEY, encoded('new')),
        () => upload(storage, async () => undefined),
        () => storage.remove(KEY),
      ])
        expectProblem(await rejectionOf(work()), 'permission');
      expect(await keysIn(storage)).to.deep.equal([KEY]);
    } finally {
      await server().restart();
    }
    expect(Buffer.from((await storage.read(KEY)) ?? []).toString()).to.equal('kept');
    expect(await filesOnServer()).to.have.length(1);
  });

  it('reports a full disk and leaves nothing', async function () {
    const disk = await mountSmallDisk();
    if (disk === undefined) return this.skip();
    try {
      const full = await open({ path: join(disk.directory, 'backups') });
      await full.write('host/app/kept', encoded('kept'));
      expectProblem(await rejectionOf(upload(full, async () => undefined)), 'no_space');
      expect(await keysIn(full)).to.deep.equal(['host/app/kept']);
      expect(await readdir(join(disk.directory, 'backups/host/app'))).to.deep.equal(['kept']);
      await full.close();
    } finally {
      await disk.dispose();
    }
  });

  describe('the directory of the store', () => {
    it('is created by the first write, if its parent exists', async () => {
      const path = join(server().root, folder, 'new');
      const fresh = await open({ path });
      expect(await keysIn(fresh)).to.deep.equal([]);
      await rejectionOf(access(path));
      await fresh.write(KEY, encoded('first'));
      expect(await keysIn(fresh)).to.deep.equal([KEY]);
    });

    it('is reported when its parent is missing, and not created', async () => {
      const path = join(server().root, folder, 'unmounted', 'backups');
      const missing = await open({ path });
      for (const work of [
        () => keysIn(missing),
        () => missing.write(KEY, encoded('lost')),
        () => upload(missing, async () => undefined),
        () => missing.now(),
      ]) {
        const error = expectProblem(await rejectionOf(work()), 'missing');
        expect(error.message).to.include('unmounted');
      }
      expect(await readdir(join(server().root, folder))).to.deep.equal([]);
    });

    it('is followed no further through links', async () => {
      await storage.write(KEY, encoded('here'));
      await symlink(join(server().root, folder, 'host'), join(server().root, folder, 'link'));
      await symlink(join(server().root, folder, KEY), join(server().root, folder, 'host/app/link.db'));
      expect(await keysIn(storage)).to.deep.equal([KEY]);
    });
  });

  it('reports a server that accepts a connection and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const waiting = await open({ port, timeoutMs: SHORT_MS });
      expectProblem(await rejectionOf(waiting.read(KEY)), 'timeout');
    } finally {
      silent.close();
    }
  });

  it('reports a missing package with the command that installs it', async () => {
    const missing = new SftpObjectStorage(await server().options(folder), () =>
      Promise.reject(new Error('Cannot find package')),
    );
    const error = expectProblem(await rejectionOf(keysIn(missing)), 'not_installed');
    expect(error.hint).to.include('npm install ssh2-sftp-client');
  });

  it('does not keep a process alive that has nothing more to do', async () => {
    const options = JSON.stringify(await server().options(folder));
    const module = new URL(
      '../../../src/adapters/outbound/object-storage/sftp-object-storage.ts',
      import.meta.url,
    );
    const program = `
      import { SftpObjectStorage } from ${JSON.stringify(module.href)};
      const storage = new SftpObjectStorage(${options});
      await storage.write('host/app/one', Uint8Array.of(1));
      console.log('written');`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 30_000,
    });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([code, signal]).to.deep.equal([0, null]);
    expect(await keysIn(storage)).to.deep.equal(['host/app/one']);
  });
});

function expectProblem(error: unknown, reason: StoreProblem): StoreException {
  expect(error).to.be.instanceOf(StoreException);
  const exception = error as StoreException;
  expect(exception.details, exception.message).to.include({ reason });
  expect(exception.hint).not.to.equal('');
  return exception;
}
