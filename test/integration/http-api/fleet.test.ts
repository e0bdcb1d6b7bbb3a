import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { z } from 'zod';
import type { fleetSchema } from '../../../src/adapters/inbound/documents/fleet.ts';
import type { InMemoryFleetRecords } from '../../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { HOUR_MS } from '../../support/backup-builder.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';

describe('the fleet through the API', () => {
  let world: ApiWorld;
  let records: InMemoryFleetRecords;

  beforeEach(async () => {
    world = new ApiWorld();
    records = world.addFleet('offsite');
    await records.write(aFleetRecord());
    await world.listen();
  });
  afterEach(async () => world.close());

  const fleet = async (query = ''): Promise<z.output<typeof fleetSchema>> => {
    const response = await world.ask('GET', `/api/fleet${query}`, { token: 'read' });
    expect(response.status).to.equal(200);
    return (await response.json()) as z.output<typeof fleetSchema>;
  };
  const problemOf = async (query = ''): Promise<[status: number, code: unknown]> => {
    const response = await world.ask('GET', `/api/fleet${query}`, { token: 'read' });
    return [response.status, ((await response.json()) as { code: unknown }).code];
  };

  it('shows the hosts of the first remote store to a token that may read', async () => {
    const { store, status, hosts } = await fleet();
    expect([store, status]).to.deep.equal(['offsite', 'healthy']);
    expect(hosts.map(({ host, state }) => [host, state])).to.deep.equal([['web-1', 'healthy']]);
    expect((await world.ask('GET', '/api/fleet', { token: 'wrong' })).status).to.equal(401);
  });

  it('answers 200 with an overdue host', async () => {
    world.product.clock.advance(30 * HOUR_MS);
    const { status, counts, hosts } = await fleet('?store=offsite');
    expect([status, counts.overdue, hosts[0]?.overdue_databases]).to.deep.equal(['critical', 1, ['app']]);
  });

  it('reads the store at most every 10 seconds', async () => {
    await fleet();
    await records.write(aFleetRecord({ host: 'web-2' }));
    expect((await fleet()).hosts).to.have.lengthOf(1);
    world.product.clock.advance(11_000);
    expect((await fleet()).hosts).to.have.lengthOf(2);
  });

  it('is read for the metrics only where the scrape says so', async () => {
    const scrape = (query: string) => world.ask('GET', `/metrics${query}`, { token: 'read' });
    expect((await scrape('')).status).to.equal(200);
    await records.write(aFleetRecord({ host: 'web-2' }));
    expect((await scrape('?fleet=true')).status).to.equal(200);
    await records.write(aFleetRecord({ host: 'web-3' }));
    expect((await fleet()).hosts.map(({ host }) => host)).to.deep.equal(['web-1', 'web-2']);
    records.isBroken = true;
    world.product.clock.advance(HOUR_MS);
    expect((await scrape('?fleet=true')).status).to.equal(200);
  });

  it('explains an unusable store, a directory and an unknown name', async () => {
    expect(await problemOf('?store=local')).to.deep.equal([400, 'USAGE']);
    expect(await problemOf('?store=other')).to.deep.equal([400, 'USAGE']);
    records.isBroken = true;
    expect(await problemOf()).to.deep.equal([502, 'STORE']);
  });
});
