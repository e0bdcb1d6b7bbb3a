import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import type { ServiceRequest } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import { invoke } from './invoke.ts';

const ENTRY = fileURLToPath(new URL('../../../src/main/cli.ts', import.meta.url));

describe('serve', () => {
  it('starts the service with its flags, prints the URL, and stops it on a signal', async () => {
    const requests: ServiceRequest[] = [];
    let stopped = 0;
    const stopping = new AbortController();
    const invocation = invoke(['serve', '--host', '::1', '--port', '8080', '--config', '/c.json', '--json'], {
      environment: {
        signal: stopping.signal,
        startService: (request) => {
          requests.push(request);
          setImmediate(() => {
            stopping.abort();
          });
          return Promise.resolve({
            url: 'http://[::1]:8080',
            tokenFile: '/b/.state/api-token',
            stop: () => Promise.resolve(void (stopped += 1)),
          });
        },
      },
    });
    const { exitCode, json } = await invocation;
    expect([exitCode, stopped]).to.deep.equal([0, 1]);
    expect(json()).to.deep.equal({ url: 'http://[::1]:8080', token_file: '/b/.state/api-token' });
    expect(requests[0]).to.deep.include({
      configFile: '/c.json',
      overrides: {
        api_host: { value: '::1', source: 'flag --host' },
        api_port: { value: 8080, source: 'flag --port' },
      },
    });
  });

  it('fails when the address cannot be bound', async () => {
    const error = new ConfigurationException('api_port: 127.0.0.1 port 5001 is in use', { hint: 'Stop it.' });
    const environment = { startService: () => Promise.reject(error) };
    const { exitCode, stderr } = await invoke(['serve'], { environment });
    expect(exitCode).to.equal(2);
    expect(stderr).to.equal(
      'error: CONFIGURATION: api_port: 127.0.0.1 port 5001 is in use\nhint: Stop it.\n',
    );
  });
});

describe('a service in its own process', () => {
  let folder: string;
  let source: DatabaseSync;
  let child: ChildProcessByStdio<null, Readable, Readable> | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'serve-'));
    source = new DatabaseSync(join(folder, 'app.db'));
    source.exec('CREATE TABLE item (name TEXT)');
    const settings = { database_path: 'app.db', busy_timeout_ms: 60_000, api_port: 0 };
    writeFileSync(join(folder, 'backup_config.json'), JSON.stringify(settings));
  });

  afterEach(() => {
    child?.kill('SIGKILL');
    source.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function serve(...flags: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    child = spawn(
      process.execPath,
      [ENTRY, 'serve', '--config', join(folder, 'backup_config.json'), ...flags],
      {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    child.stderr.setEncoding('utf8');
    return child;
  }

  async function urlOf(service: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
    const [chunk] = (await once(service.stdout.setEncoding('utf8'), 'data')) as [string];
    return /listening on (?<url>\S+)/.exec(chunk)?.groups?.['url'] ?? '';
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`serves until ${signal} and exits 0`, async () => {
      const service = serve();
      const url = await urlOf(service);
      expect((await fetch(`${url}/ping`)).status).to.equal(200);
      service.kill(signal);
      expect(await once(service, 'exit')).to.deep.equal([0, null]);
    });
  }

  it('stores the token of its first start for its owner, and prints only the path', async () => {
    const service = serve();
    let told = '';
    service.stderr.on('data', (chunk: string) => (told += chunk));
    const url = await urlOf(service);
    const path = join(folder, 'backup', '.state', 'api-token');
    const secret = readFileSync(path, 'utf8').trim();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    const undo = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(`${url}/api/backup/undo`, { method: 'POST', headers });
    expect((await undo({})).status).to.equal(401);
    expect((await undo({ Authorization: `Bearer ${secret}` })).status).to.equal(404);
    service.kill('SIGTERM');
    await once(service, 'close');
    expect(told).to.include(path).and.not.include(secret).and.not.include('backs up nothing');
  });

  it('cancels a running capture, and leaves no partial file', async () => {
    // Who writes keeps the capture waiting for its lock.
    source.exec('BEGIN EXCLUSIVE');
    const service = serve();
    const url = await urlOf(service);
    const answer = fetch(`${url}/api/backup/create`, { method: 'POST' });
    const [began] = (await once(service.stderr, 'data', { signal: AbortSignal.timeout(30_000) })) as [string];
    let told = began;
    service.stderr.on('data', (chunk: string) => (told += chunk));
    while (!told.includes('create of app started')) await once(service.stderr, 'data');
    service.kill('SIGTERM');
    const { status } = await answer;
    expect(status).to.equal(499);
    expect(await once(service, 'exit')).to.deep.equal([0, null]);
    expect(readdirSync(join(folder, 'backup')).filter((name) => name.startsWith('app-'))).to.deep.equal([]);
    expect(readdirSync(join(folder, 'backup', '.state', 'staging'))).to.deep.equal([]);
  });

  it('warns when no database is configured', async () => {
    writeFileSync(join(folder, 'backup_config.json'), JSON.stringify({ api_port: 0 }));
    const service = serve();
    let told = '';
    service.stderr.on('data', (chunk: string) => (told += chunk));
    await urlOf(service);
    service.kill('SIGTERM');
    await once(service, 'close');
    expect(told).to.include('WARN').and.include('no database is configured: this service backs up nothing');
  });

  it('names the port when it is in use', async () => {
    const url = await urlOf(serve());
    const first = child;
    const second = serve('--port', new URL(url).port);
    let told = '';
    second.stderr.on('data', (chunk: string) => (told += chunk));
    const [exitCode] = (await once(second, 'close')) as [number];
    first?.kill('SIGKILL');
    expect(exitCode).to.equal(2);
    expect(told).to.include('error: CONFIGURATION: api_port').and.include('is in use').and.include('hint:');
  });
});
