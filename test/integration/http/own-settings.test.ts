import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { bearer } from './test-app.ts';
import { startServiceWorld, type ServiceWorld } from './running-service.ts';

interface Overview {
  readonly databases: readonly {
    readonly database: string;
    readonly schedule: { readonly create: { readonly cron: string } | null };
    readonly retention: { readonly keep_days: number };
  }[];
}

describe('service with several databases', () => {
  let world: ServiceWorld | undefined;

  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  it('uses the schedule and retention of each database, or the common ones', async () => {
    world = await startServiceWorld({
      database_path: undefined,
      databases: [
        { name: 'app', path: 'app.db', schedule: '5 4 * * *', keep_days: 99 },
        { name: 'shop', path: 'shop.db' },
      ],
      schedule: '0 3 * * *',
      keep_days: 9,
    });
    const answer = await fetch(`${world.service.url}/api/backup/databases`, {
      headers: bearer(world.secrets.read),
    });
    expect(answer.status).to.equal(200);
    const { databases } = (await answer.json()) as Overview;
    const told = databases.map(({ database, schedule, retention }) => [
      database,
      schedule.create?.cron,
      retention.keep_days,
    ]);
    expect(told).to.have.deep.members([
      ['app', '5 4 * * *', 99],
      ['shop', '0 3 * * *', 9],
    ]);
  });
});
