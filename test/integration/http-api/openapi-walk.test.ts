import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import {
  databaseOfTables,
  type InMemoryTable,
} from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { SOURCE_PATH } from '../../support/in-memory-product.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { ApiWorld } from '../../support/api-world.ts';
import {
  checkerOf,
  complaintsAbout,
  fetchOpenApi,
  operationsOf,
  type OpenApiDocument,
} from '../../support/openapi-checks.ts';

const ASYNC = { Prefer: 'respond-async' };
const FOREIGN = '/backup/other_20260115_020000.db';
const NO_JOB = '00000000-0000-4000-8000-000000000000';

const KINDS_OF_CELLS: InMemoryTable = {
  name: 'kinds',
  type: 'table',
  sql: 'CREATE TABLE kinds (a, b, c, d, e, f)',
  columns: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, type: '' })),
  rows: [[null, 1.5, 'x', { text: 'a', length: 900 }, { integer: '9007199254740993' }, { blobBytes: 4 }]],
};

const FLEET_FINDINGS = [{ status: 'warning', kind: 'disk_nearly_full', database: undefined }] as const;

type Recipe = (world: ApiWorld) => Promise<Response>;

async function job(world: ApiWorld, work: () => Promise<number>): Promise<string> {
  return Promise.resolve(
    world.jobs.start({ operation: 'create', database: 'app', work, describe: String }).id,
  );
}

const foreign = (world: ApiWorld): string => {
  world.product.disk.write(FOREIGN, 'SQLite format 3\0 of another tool', new Date('2026-01-15T02:00:00Z'));
  return FOREIGN.slice('/backup/'.length);
};

/** How each described answer is got. A new one without a recipe fails. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  'ping 200': (world) => world.ask('GET', '/ping', { token: null }),
  'getSession 200': (world) => world.ask('GET', '/api/backup/session', { token: null }),
  'listDatabases 200': async (world) => {
    world.product.databases.push({ name: 'gone', path: '/data/gone.db' });
    await world.ask('GET', `/api/backup/verify/${await world.create()}?level=drill`);
    return world.ask('GET', '/api/backup/databases');
  },
  'getCalendar 200': async (world) => {
    await world.create();
    return world.ask('GET', '/api/backup/calendar?days=9&database=app');
  },
  'getHealth 200': async (world) => {
    await world.create();
    return world.ask('GET', '/api/backup/health');
  },
  'getHealth 503': (world) => {
    world.product.disk.remove('/data/app.db');
    return world.ask('GET', '/api/backup/health');
  },
  'getStatistics 200': async (world) => {
    await world.create();
    return world.ask('GET', '/api/backup/stats');
  },
  'getConfig 200': (world) => world.ask('GET', '/api/backup/config'),
  'getHistory 200': async (world) => {
    await world.create();
    return world.ask('GET', '/api/backup/history?database=app&operation=create&outcome=succeeded&limit=1');
  },
  'listBackups 200': async (world) => {
    foreign(world);
    await world.create();
    return world.ask('GET', '/api/backup/list?limit=1');
  },
  'createBackup 201': (world) =>
    world.ask('POST', '/api/backup/create', { body: { database: 'app', label: 'a' } }),
  'createBackup 202': (world) => world.ask('POST', '/api/backup/create', { body: {}, headers: ASYNC }),
  'createBackup 207': (world) => {
    world.product.databases.push({ name: 'gone', path: '/data/gone.db' });
    return world.ask('POST', '/api/backup/create', { body: {} });
  },
  'verifyBackup 200': async (world) =>
    world.ask('GET', `/api/backup/verify/${await world.create()}?level=full`),
  'verifyBackup 202': async (world) =>
    world.ask('GET', `/api/backup/verify/${await world.create()}`, { headers: ASYNC }),
  'cleanUp 200': async (world) => {
    await world.create();
    return world.ask('POST', '/api/backup/cleanup', { body: { dry_run: true, database: 'app' } });
  },
  'cleanUp 202': (world) => world.ask('POST', '/api/backup/cleanup', { body: {}, headers: ASYNC }),
  'cleanUp 207': async (world) => {
    await world.create();
    await publishBackup(world.product.disk, world.product.store, { createdAt: daysBefore(30) });
    world.product.disk.readOnly = true;
    return world.ask('POST', '/api/backup/cleanup', { body: {} });
  },
  'copyBackups 200': async (world) => {
    await world.create();
    world.addStore('nas');
    return world.ask('POST', '/api/backup/copy', { body: { all: true, from: 'local', to: 'nas' } });
  },
  'copyBackups 202': async (world) => {
    const filename = await world.create();
    world.addStore('nas');
    const body = { filename, from: 'local', to: 'nas' };
    return world.ask('POST', '/api/backup/copy', { body, headers: ASYNC });
  },
  'copyBackups 207': async (world) => {
    await world.create();
    world.addStore('nas').readOnly = true;
    return world.ask('POST', '/api/backup/copy', { body: { all: true, from: 'local', to: 'nas' } });
  },
  'syncStores 200': async (world) => {
    foreign(world);
    await world.create();
    world.addStore('nas');
    return world.ask('POST', '/api/backup/sync', { body: { store: 'nas' } });
  },
  'syncStores 202': async (world) => {
    world.addStore('nas');
    return world.ask('POST', '/api/backup/sync', { body: {}, headers: ASYNC });
  },
  'syncStores 207': async (world) => {
    await world.create();
    world.addStore('nas').readOnly = true;
    return world.ask('POST', '/api/backup/sync', { body: {} });
  },
  'listStores 200': async (world) => {
    await world.create();
    world.addStore('nas');
    return world.ask('GET', '/api/stores');
  },
  'testStore 200': (world) => world.ask('POST', '/api/stores/local/test', { body: {} }),
  'changeState 200': async (world) =>
    world.ask('PUT', `/api/backup/state/${await world.create()}`, { body: { pinned: true, label: 'a' } }),
  'adoptBackup 200': (world) => world.ask('POST', `/api/backup/adopt/${foreign(world)}`, { body: {} }),
  'adoptBackup 202': (world) =>
    world.ask('POST', `/api/backup/adopt/${foreign(world)}`, { body: { database: 'b' }, headers: ASYNC }),
  'acknowledge 200': async (world) => {
    await world.create();
    return world.ask('POST', '/api/backup/acknowledge/app', { body: {} });
  },
  'downloadBackup 200': async (world) => world.ask('GET', `/api/backup/download/${await world.create()}`),
  'downloadBackup 206': async (world) =>
    world.ask('GET', `/api/backup/download/${await world.create()}`, { headers: { Range: 'bytes=0-3' } }),
  'downloadBackup 304': async (world) => {
    const path = `/api/backup/download/${await world.create()}`;
    const etag = (await world.ask('HEAD', path)).headers.get('ETag') ?? '';
    return world.ask('GET', path, { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } });
  },
  'inspectBackup 200': async (world) => {
    world.product.disk.write(SOURCE_PATH, databaseOfTables([KINDS_OF_CELLS]));
    return world.ask('GET', `/api/backup/inspect/${await world.create()}`);
  },
  'getRun 200': async (world) => {
    await world.create();
    const { id } = world.product.events('started')[0]?.run ?? { id: '' };
    const at = new Date('2026-11-22T21:08:00.123Z');
    world.runLog.lines.push({ run: id, at, level: 'error', message: 'oh', fields: { hint: 'a' } });
    return world.ask('GET', `/api/backup/history/${encodeURIComponent(id)}`);
  },
  'createDownloadLink 201': async (world) =>
    world.ask('POST', `/api/backup/download/${await world.create()}`, { body: {} }),
  'restoreBackup 200': async (world) =>
    world.ask('POST', '/api/backup/restore', { body: { filename: await world.create() } }),
  'restoreBackup 202': async (world) => {
    await world.create();
    return world.ask('POST', '/api/backup/restore', { body: { latest: true }, headers: ASYNC });
  },
  'undoRestore 200': async (world) => {
    await world.ask('POST', '/api/backup/restore', { body: { filename: await world.create() } });
    return world.ask('POST', '/api/backup/undo', { body: { database: 'app' } });
  },
  'undoRestore 202': (world) => world.ask('POST', '/api/backup/undo', { headers: ASYNC }),
  'listJobs 200': async (world) => {
    await world.create();
    return world.ask('GET', '/api/backup/jobs');
  },
  'getJob 200': async (world) =>
    world.ask('GET', `/api/backup/jobs/${await job(world, async () => Promise.resolve(1))}`),
  'cancelJob 200': async (world) => {
    const id = await job(world, async () => Promise.resolve(1));
    await world.jobs.idle();
    return world.ask('DELETE', `/api/backup/jobs/${id}`);
  },
  'cancelJob 202': async (world) =>
    world.ask('DELETE', `/api/backup/jobs/${await job(world, async () => new Promise(() => undefined))}`),
  'followEvents 200': (world) => world.ask('GET', '/api/backup/events'),
  'getFleet 200': async (world) => {
    const records = world.addFleet('offsite');
    await records.write(aFleetRecord({ status: 'warning', findings: FLEET_FINDINGS }));
    records.damage('web-2');
    return world.ask('GET', '/api/fleet?store=offsite');
  },
  'getMetrics 200': (world) => world.ask('GET', '/metrics'),
  'getOpenApi 200': (world) => world.ask('GET', '/openapi.json'),
};

describe('OpenAPI document', () => {
  let shared: ApiWorld;
  let document: OpenApiDocument;
  let world: ApiWorld;

  before(async () => {
    shared = new ApiWorld();
    await shared.listen();
    document = await fetchOpenApi(shared);
  });
  after(async () => shared.close());
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  it('describes exactly the answers that have a recipe', () => {
    const described = operationsOf(document).flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([, { content }]) => content?.['application/problem+json'] === undefined)
        .map(([status]) => `${operationId} ${status}`),
    );
    expect(described.sort()).to.deep.equal(Object.keys(RECIPES).sort());
  });

  for (const [name, recipe] of Object.entries(RECIPES)) {
    it(`describes ${name}`, async () => {
      const [operationId, status] = name.split(' ');
      const operation = operationsOf(document).find((one) => one.operationId === operationId);
      if (operation === undefined) throw new Error(`no operation ${name}`);
      const response = await recipe(world);
      expect(response.status).to.equal(Number(status), response.status < 400 ? '' : await text(response));
      expect(await complaintsAbout(document, operation, response)).to.deep.equal([]);
    });
  }

  it('describes the answer of every operation to an unknown parameter', async () => {
    for (const operation of operationsOf(document)) {
      const path = operation.path.replace('{id}', NO_JOB).replaceAll(/\{\w+\}/g, 'app');
      const response = await world.ask(operation.method, `${path}?nonsense=1`);
      expect(response.status).to.equal(400, operation.operationId);
      expect(await complaintsAbout(document, operation, response)).to.deep.equal([]);
    }
  });

  it('describes the answer of every operation to an unknown body', async () => {
    for (const operation of operationsOf(document).filter(({ requestBody }) => requestBody !== undefined)) {
      const path = operation.path.replaceAll(/\{\w+\}/g, 'app');
      const response = await world.ask(operation.method, path, { body: { dryrun: true } });
      expect(response.status).to.equal(400, operation.operationId);
      expect(await complaintsAbout(document, operation, response)).to.deep.equal([]);
    }
    expect(world.product.listener.events).to.deep.equal([]);
  });

  it('describes the needed tokens', async () => {
    const free = ['ping'];
    for (const operation of operationsOf(document).filter(({ operationId }) => !free.includes(operationId))) {
      const path = operation.path.replaceAll(/\{\w+\}/g, 'app');
      const response = await world.ask(operation.method, path, { token: 'wrong' });
      expect(response.status).to.equal(401, operation.operationId);
      expect(await complaintsAbout(document, operation, response)).to.deep.equal([]);
    }
  });

  it('has examples that match their schemas', () => {
    const examples = operationsOf(document).flatMap(({ operationId, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)]
        .flatMap((part) => Object.values(part?.content ?? {}))
        .filter(({ example }) => example !== undefined)
        .map((content) => ({ operationId, ...content })),
    );
    expect(examples).to.have.lengthOf.above(10);
    for (const { operationId, schema, example } of examples) {
      expect(checkerOf(document, schema).safeParse(example).success).to.equal(true, operationId);
    }
  });

  it('has all its operations in docs/api.md', async () => {
    const page = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const untold = operationsOf(document).filter(
      ({ method, path }) => !page.includes(`| \`${method} ${path}\` |`),
    );
    expect(untold.map(({ operationId }) => operationId)).to.deep.equal([]);
  });

  it('has no dangling reference', () => {
    const wanted = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(?<name>\w+)"/g);
    const names = [...wanted].map(({ groups }) => groups?.['name']);
    expect(Object.keys(document.components.schemas)).to.include.members(names);
    expect(document.openapi).to.equal('3.1.0');
  });
});

async function text(response: Response): Promise<string> {
  return response.clone().text();
}
