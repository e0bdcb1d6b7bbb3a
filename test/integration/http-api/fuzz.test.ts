import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ApiWorld } from '../../support/api-world.ts';
import { fuzzApi } from '../../support/http-fuzz.ts';

describe('API under random requests', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  it('answers each as described, without an internal error', async () => {
    await fuzzApi(world, { runs: 300 });
    expect((await world.ask('GET', '/ping')).status).to.equal(200);
    await world.jobs.idle();
    expect(world.logger.records.filter(({ level }) => level === 'error')).to.deep.equal([]);
    expect(world.product.store.openCount).to.equal(0);
  }).timeout(60_000);
});
