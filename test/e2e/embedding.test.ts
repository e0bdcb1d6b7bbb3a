import { readFileSync, readdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Sha256AccessTokens } from '../../src/adapters/outbound/access-tokens/sha256-access-tokens.ts';
import { PRODUCT, until } from '../support/cli-process.ts';
import { HostProcess } from '../support/host-process.ts';
import { processesIn } from '../support/process-table.ts';

const EXAMPLE = join(PRODUCT, 'docs/examples/koa-application.mjs');
const LOCKING_HOST = join(PRODUCT, 'test/support/locking-host.ts');

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

describe('an application that embeds the product', function () {
  this.timeout(120_000);

  let folder: string;
  let host: HostProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedding-'));
  });

  afterEach(async () => {
    await host?.stop('SIGKILL');
    host = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function call(method: string, path: string, token?: string, body?: object): Promise<Answer> {
    const response = await fetch(`${host?.url ?? ''}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.includes('json') === true;
    return { status: response.status, body: isJson ? (JSON.parse(text) as Answer['body']) : {} };
  }

  it('runs the example with its own routes, the API and the schedule', async () => {
    host = await HostProcess.start(EXAMPLE, [], folder);
    const notes = await fetch(`${host.url}/notes`, { method: 'POST', body: 'buy milk' });
    expect(notes.status).to.equal(201);
    expect(await notes.json()).to.deep.equal([{ text: 'buy milk' }]);
    expect((await call('GET', '/admin/ping')).status).to.equal(200);
    expect((await call('GET', '/admin/api/backup/list')).status).to.equal(401);
    expect((await call('GET', '/nowhere')).status).to.equal(404);
    const token = readFileSync(join(folder, 'backup/.state/api-token'), 'utf8').trim();

    const created = await call('POST', '/admin/api/backup/create', token, {});
    expect(created.status).to.equal(201);
    const filename = String(created.body['filename']);
    const proved = await call('GET', `/admin/api/backup/verify/${filename}?level=full`, token);
    expect(proved.body).to.include({ result: 'ok' });
    expect((await call('GET', '/admin/api/backup/health', token)).body).to.have.property('overall_status');
    // It is on schedule: from now on what is due is made up for.
    await until(() => journalOf(folder).includes('"operation":"schedule"'), 'the schedule is on record');

    expect(await host.stop()).to.equal(0);
    expect(processesIn(folder)).to.deep.equal([]);
    expect(readdirSync(join(folder, 'backup/.state/staging'))).to.deep.equal([]);
    host = await HostProcess.start(EXAMPLE, [], folder);
    const history = await call('GET', '/admin/api/backup/history?operation=create', token);
    expect(history.body['runs']).to.have.length(1);
  });

  it('exits during a backup and an event stream', async () => {
    host = await HostProcess.start(EXAMPLE, [], folder);
    expect((await call('GET', '/admin/ping')).status).to.equal(200);
    const token = readFileSync(join(folder, 'backup/.state/api-token'), 'utf8').trim();
    const events = await fetch(`${host.url}/admin/api/backup/events`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const creating = call('POST', '/admin/api/backup/create', token, {}).catch(() => undefined);
    await until(() => journalOf(folder).includes('"operation":"create"'), 'the run has begun');
    expect(await host.stop()).to.equal(0);
    await creating;
    expect(await events.text()).to.include('event: run.started');
    const names = readdirSync(join(folder, 'backup'));
    const files = names.filter((name) => name.endsWith('.gz'));
    // All of it where it was made before the end, or nothing.
    const manifests = names.filter((name) => name.endsWith('.gz.json'));
    expect(manifests).to.deep.equal(files.map((name) => `${name}.json`));
    expect(readdirSync(join(folder, 'backup/.state/staging'))).to.deep.equal([]);
  });

  for (const journalMode of ['wal', 'delete']) {
    it(`keeps its lock on its database in journal mode ${journalMode}, during requests to the API`, async function () {
      if (process.platform !== 'linux') this.skip();
      const { secret, sha256 } = new Sha256AccessTokens().create();
      const database = join(folder, 'app.db');
      host = await HostProcess.start(LOCKING_HOST, [database, journalMode, sha256], folder);
      const locks = locksOf(host.pid, folder);
      expect(locks).to.not.deep.equal([]);
      expect(canWrite(database)).to.equal(false);

      const created = await call('POST', '/api/backup/create', secret, {});
      expect(created.status, JSON.stringify(created.body)).to.equal(201);
      const file = String(created.body['filename']);
      const calls: readonly (readonly [
        status: number | readonly number[],
        method: string,
        path: string,
        body?: object,
      ])[] = [
        // The report may still be the one from before the backup.
        [[200, 503], 'GET', '/api/backup/health'],
        [200, 'GET', '/api/backup/databases'],
        [200, 'GET', '/api/backup/list'],
        [200, 'GET', '/api/backup/stats'],
        [200, 'GET', '/api/backup/config'],
        [200, 'GET', '/api/backup/history'],
        [200, 'GET', '/metrics'],
        [200, 'GET', `/api/backup/inspect/${file}`],
        [200, 'GET', `/api/backup/verify/${file}?level=full`],
        [200, 'GET', `/api/backup/verify/${file}?level=drill`],
        [200, 'GET', `/api/backup/download/${file}`],
        [200, 'POST', '/api/backup/cleanup', {}],
        // The database is in use; that it is refused is right, that it looks at the database is the point.
        [503, 'POST', '/api/backup/restore', { filename: file }],
      ];
      for (const [status, method, path, body] of calls) {
        const answer = await call(method, path, secret, body);
        expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).to.be.oneOf(
          [status].flat(),
        );
        expect(locksOf(host.pid, folder), path).to.deep.equal(locks);
      }
      expect(canWrite(database)).to.equal(false);

      // The same observed where the law is broken: a glance from inside, and the lock is gone.
      await call('GET', '/peek');
      expect(locksOf(host.pid, folder)).to.not.deep.equal(locks);
      if (journalMode === 'delete') expect(canWrite(database)).to.equal(true);
    });
  }
});

function journalOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'backup/.state/journal.jsonl'), 'utf8');
  } catch {
    return '';
  }
}

/** The POSIX locks that a process holds on the database's files, as the kernel tells of them. */
function locksOf(pid: number, folder: string): readonly string[] {
  const inodes = readdirSync(folder)
    .filter((name) => name.startsWith('app.db'))
    .map((name) => String(statSync(join(folder, name)).ino));
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(1))
    .filter(([kind, , , owner, file]) => {
      return kind === 'POSIX' && owner === String(pid) && inodes.includes(file?.split(':').at(-1) ?? '');
    })
    .map((fields) => fields.join(' '))
    .sort();
}

/** Whether another process, this one, may begin to write. */
function canWrite(path: string): boolean {
  const other = new DatabaseSync(path, { timeout: 0 });
  try {
    other.exec('BEGIN IMMEDIATE; ROLLBACK');
    return true;
  } catch {
    return false;
  } finally {
    other.close();
  }
}
