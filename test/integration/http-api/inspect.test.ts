import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { setImmediate } from 'node:timers/promises';
import {
  databaseOfTables,
  type InMemoryTable,
} from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type { DatabaseContents } from '../../../src/application/ports/database-inspector.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { SOURCE_PATH } from '../../support/in-memory-product.ts';

const HOSTILE = `"><img src=x onerror=alert(1)> \u202e../../etc/passwd ' OR 1=1;--`;
const SECRET = 'what only the answer may tell';

const TABLE: InMemoryTable = {
  name: HOSTILE,
  type: 'table',
  sql: `CREATE TABLE "${HOSTILE}" (a)`,
  columns: [{ name: HOSTILE, type: HOSTILE }],
  rows: [[HOSTILE], [SECRET]],
};

type Document = Readonly<Record<string, unknown>>;

describe('GET /api/backup/inspect/{filename}', () => {
  let world: ApiWorld;
  let filename: string;

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
    world.product.disk.write(SOURCE_PATH, databaseOfTables([TABLE]));
    filename = await world.create();
  });
  afterEach(async () => world.close());

  const path = (): string => `/api/backup/inspect/${filename}`;
  const json = async (response: Response): Promise<Document> => (await response.json()) as Document;

  it('returns tables and rows with any name', async () => {
    const response = await world.ask('GET', path());
    expect(response.headers.get('Content-Type')).to.match(/^application\/json/);
    expect(await json(response)).to.deep.equal({
      filename,
      engine: 'sqljs',
      compared_with: { path: SOURCE_PATH, read_at: world.product.clock.now().toISOString() },
      tables: [
        {
          name: HOSTILE,
          type: 'table',
          sql: TABLE.sql,
          rows: 2,
          live_rows: 2,
          change: 'same',
          columns: [{ name: HOSTILE, type: HOSTILE }],
          sample: { rows: [[HOSTILE], [SECRET]], truncated: false },
        },
      ],
      omitted_tables: 0,
      live_problem: null,
    });
  });

  it('needs a token of the scope admin, also on this machine', async () => {
    expect((await world.ask('GET', path(), { token: null })).status).to.equal(401);
    for (const token of ['read', 'operate']) {
      expect((await world.ask('GET', path(), { token })).status).to.equal(403);
    }
    expect(world.product.events('started').filter(({ run }) => run.operation === 'inspect')).to.deep.equal(
      [],
    );
  });

  it('returns content only in its answer, not in job, events and history', async () => {
    const subscription = world.events.subscribe();
    if (subscription === undefined) throw new Error('the feed is full');
    await world.ask('GET', path(), { headers: { Prefer: 'respond-async' } });
    const jobs = await (await world.ask('GET', '/api/backup/jobs', { token: 'read' })).text();
    expect(jobs).to.include('"operation":"inspect"').and.not.to.include(SECRET);
    const history = await (await world.ask('GET', '/api/backup/history', { token: 'read' })).text();
    expect(history).to.include('"operation":"inspect"').and.not.to.include(SECRET);
    const said: unknown[] = [];
    subscription.close();
    for await (const event of subscription) said.push(event);
    expect(JSON.stringify(said)).to.include('inspect').and.not.to.include(SECRET);
  });

  it('returns the reason when the live database cannot be read', async () => {
    world.product.disk.remove(SOURCE_PATH);
    const body = await json(await world.ask('GET', path()));
    expect(body).to.include({ compared_with: null, live_problem: `no database at ${SOURCE_PATH}` });
  });

  it('answers 422 with the name when the backup is damaged', async () => {
    world.product.disk.write(`/backup/${filename}`, 'bit rot');
    const response = await world.ask('GET', path());
    expect(response.status).to.equal(422);
    expect(await json(response)).to.include({ code: 'BACKUP_VERIFICATION' });
  });

  for (const name of [
    '..%2f..%2fdata%2fapp.db',
    '%2fdata%2fapp.db',
    'app.db%00.gz',
    encodeURIComponent(HOSTILE),
  ]) {
    it(`looks the name up in the list: ${name}`, async () => {
      const response = await world.ask('GET', `/api/backup/inspect/${name}`);
      expect(response.status).to.be.oneOf([400, 404]);
      expect(response.headers.get('Content-Type')).to.equal('application/problem+json');
    });
  }

  it('refuses HEAD', async () => {
    expect((await world.ask('HEAD', path())).status).to.equal(405);
  });

  describe('while it runs', () => {
    let isLooking: Promise<void>;

    beforeEach(() => {
      isLooking = new Promise((began) => {
        world.product.inspector.browse = async (_path, { signal }) =>
          new Promise<DatabaseContents>((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
            began();
          });
      });
    });

    it('ends when the caller closes the connection', async () => {
      const controller = new AbortController();
      const answer = world.ask('GET', path(), { signal: controller.signal }).catch(() => undefined);
      await isLooking;
      controller.abort();
      await answer;
      await world.jobs.idle();
      expect(world.jobs.list()[0]).to.include({ operation: 'inspect', state: 'cancelled' });
      expect(world.product.staged()).to.deep.equal([]);
    });

    it('ends when the job is cancelled; a second one is refused', async () => {
      const answer = world.ask('GET', path());
      await isLooking;
      expect((await world.ask('GET', path())).status).to.equal(409);
      const [job] = world.jobs.list();
      await world.ask('DELETE', `/api/backup/jobs/${String(job?.id)}`);
      expect((await answer).status).to.equal(499);
      await setImmediate();
      expect(world.product.staged()).to.deep.equal([]);
    });
  });
});

describe('GET /api/backup/history/{id}', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  it('returns the run with its log lines', async () => {
    await world.create();
    const { id } = world.product.events('started')[0]?.run ?? { id: '' };
    const at = new Date('2026-11-22T21:08:00.123Z');
    world.runLog.lines.push({ run: id, at, level: 'info', message: HOSTILE, fields: { size: 7 } });
    const response = await world.ask('GET', `/api/backup/history/${encodeURIComponent(id)}`, {
      token: 'read',
    });
    const body = (await response.json()) as Document;
    expect(body).to.include({ id, operation: 'create', database: 'app', outcome: 'succeeded' });
    expect(body['log']).to.deep.equal([
      { at: at.toISOString(), level: 'info', message: HOSTILE, fields: { size: 7 } },
    ]);
  });

  for (const id of ['nothing', '..%2f..%2fetc%2fpasswd', encodeURIComponent(HOSTILE), '__proto__']) {
    it(`answers 404 for the run ${id}`, async () => {
      const response = await world.ask('GET', `/api/backup/history/${id}`);
      // One that would have to be decoded to a path does not even come to a route.
      expect(response.status).to.equal(id.includes('%2f') || id.includes('%2F') ? 400 : 404);
      expect(response.headers.get('Content-Type')).to.equal('application/problem+json');
    });
  }
});
