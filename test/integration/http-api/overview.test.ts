import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { z } from 'zod';
import type { backupListSchema } from '../../../src/adapters/inbound/documents/backup.ts';
import type { calendarSchema } from '../../../src/adapters/inbound/documents/calendar.ts';
import type { databasesSchema } from '../../../src/adapters/inbound/documents/databases.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { DAY_MS } from '../../support/backup-builder.ts';

describe('overview through the API', () => {
  let world: ApiWorld;

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  const get = async <T>(path: string): Promise<T> => {
    const response = await world.ask('GET', path, { token: 'read' });
    expect(response.status, path).to.equal(200);
    return (await response.json()) as T;
  };
  const databases = (): Promise<z.output<typeof databasesSchema>> => get('/api/backup/databases');
  const calendar = (query = ''): Promise<z.output<typeof calendarSchema>> =>
    get(`/api/backup/calendar${query}`);

  it('returns the last health report and the next runs of each database', async () => {
    await world.create();
    world.product.databases.push({ name: 'gone', path: '/data/gone.db' });
    const [gone, app] = (await databases()).databases;
    expect(gone).to.include({ database: 'gone', status: 'critical', backup_files: 0, age_hours: null });
    expect(gone?.findings.map(({ kind, database }) => [kind, database])).to.deep.equal([
      ['source_missing', 'gone'],
      ['no_verified_backup', 'gone'],
    ]);
    expect(app).to.deep.include({
      database: 'app',
      status: 'healthy',
      findings: [],
      backup_files: 1,
      age_hours: 0,
      max_age_hours: 26,
      schedule: {
        create: { cron: '0 2 * * *', next_at: '2026-11-23T01:00:00.000Z' },
        verify: { cron: '0 4 * * 0', next_at: '2026-11-29T03:00:00.000Z' },
        drill: null,
        sync: null,
        time_zone: 'Europe/Berlin',
      },
    });
    expect(app?.last_proof).to.include({ result: 'ok', level: 'checksum' });
  });

  it('reads no disk when there is a report', async () => {
    const before = await databases();
    world.product.store.list = async () => Promise.reject(new Error('the disk was asked'));
    expect(await databases()).to.deep.equal(before);
  });

  it('returns the outcome of each day in the time zone, removed backups included', async () => {
    await world.create();
    world.product.clock.advance(DAY_MS);
    world.product.disk.write('/data/app.db', 'no database');
    await world.ask('POST', '/api/backup/create', { body: {} });
    for (const backup of await world.product.store.list()) await world.product.store.remove(backup);
    expect(await calendar('?days=3&database=app')).to.deep.equal({
      time_zone: 'Europe/Berlin',
      databases: [
        {
          database: 'app',
          days: [
            { date: '2026-11-21', outcome: 'none', runs: 0, failures: 0 },
            { date: '2026-11-22', outcome: 'verified', runs: 1, failures: 0 },
            { date: '2026-11-23', outcome: 'failed', runs: 1, failures: 1 },
          ],
        },
      ],
    });
    expect((await calendar()).databases[0]?.days).to.have.lengthOf(366);
    expect((await calendar('?database=nobody')).databases).to.deep.equal([]);
    for (const query of ['days=0', 'days=367', 'days=1.5', 'days=1000', 'database=..']) {
      const response = await world.ask('GET', `/api/backup/calendar?${query}`);
      expect(response.status, query).to.equal(400);
    }
  });

  it('returns the origin and the last verification of each backup', async () => {
    const filename = await world.create();
    await world.ask('GET', `/api/backup/verify/${filename}?level=drill`);
    world.product.disk.write('/backup/other_20260115_020000.db', 'SQLite format 3\0 of another tool');
    const { backups } = await get<z.output<typeof backupListSchema>>('/api/backup/list');
    const own = backups.find((backup) => backup.filename === filename);
    expect(own).to.include({ source_path: '/data/app.db', engine: 'native', consistency: 'locked' });
    expect(own?.source_check).to.include({ level: 'quick', result: 'ok' });
    expect(own?.drill).to.deep.equal(own?.proof).and.to.include({ level: 'drill', result: 'ok' });
    expect(own?.drill?.restore_ms).to.be.a('number');
    const foreign = backups.find((backup) => !backup.managed);
    expect(foreign).to.include({ database_bytes: null, engine: null, source_check: null, proof: null });
  });

  it('cleans up with keep_days and max_files of the request', async () => {
    const filename = await world.create();
    world.product.clock.advance(60_000);
    await world.create();
    const cleanUp = (body: object) => world.ask('POST', '/api/backup/cleanup', { body });
    const planned = await cleanUp({ max_files: 1, keep_days: 1, dry_run: true });
    expect(await planned.json()).to.deep.include({
      removed: [{ filename, store: 'local', rule: 'over_cap', reason: 'beyond max_backup_files (1)' }],
    });
    for (const body of [{ keep_days: -1 }, { keep_days: '3' }, { max_files: 0 }, { max_backup_files: 3 }])
      expect((await cleanUp(body)).status).to.equal(400);
    expect(await (await cleanUp({ max_files: 2 })).json()).to.deep.include({ removed: [] });
    expect(await (await cleanUp({ max_files: 1 })).json()).to.have.nested.property(
      'removed[0].filename',
      filename,
    );
  });

  it('returns the rule of each decision of a cleanup', async () => {
    const filename = await world.create();
    const response = await world.ask('POST', '/api/backup/cleanup', { body: { dry_run: true } });
    expect(await response.json()).to.deep.include({
      kept: [{ filename, store: 'local', rule: 'newest_verified', reason: 'the newest verified backup' }],
    });
  });
});
