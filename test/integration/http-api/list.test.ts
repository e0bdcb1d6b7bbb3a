import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ApiWorld } from '../../support/api-world.ts';
import { aBackup, NOW } from '../../support/backup-builder.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';

interface ListDocument {
  readonly backups: readonly { readonly filename: string }[];
  readonly total: number;
  readonly next_cursor: string | null;
}

describe('list of backups through the API', () => {
  let world: ApiWorld;
  let backups: Backup[];

  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
    backups = [];
    world.product.store.list = async (wanted) =>
      Promise.resolve(
        backups.filter(({ database }) => wanted?.database === undefined || database === wanted.database),
      );
  });
  afterEach(async () => world.close());

  const list = async (query = ''): Promise<ListDocument> =>
    (await (await world.ask('GET', `/api/backup/list${query}`)).json()) as ListDocument;
  const backup = (ageMs: number, database = 'app'): Backup =>
    aBackup({ database, createdAt: new Date(NOW.getTime() - ageMs) });

  it('returns ten thousand backups page by page while some are created and removed', async () => {
    backups = Array.from({ length: 10_000 }, (_, index) => backup(index));
    const wanted = backups.map(({ filename }) => filename);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await list(`?limit=999${cursor}`);
      seen.push(...page.backups.map(({ filename }) => filename));
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      // A new one at the front, and the one that the cursor points at goes.
      backups = [backup(-seen.length), ...backups.filter(({ filename }) => filename !== seen.at(-1))];
    } while (cursor !== '');
    expect(seen).to.deep.equal(wanted);
    expect((await list()).backups).to.have.lengthOf(backups.length);
  });

  it('returns the backups of one database with the total', async () => {
    backups = [backup(1), backup(2, 'shop'), backup(3, 'shop')];
    const page = await list('?database=shop&limit=1');
    expect(page).to.include({ total: 2 });
    expect(page.backups.map(({ filename }) => filename)).to.deep.equal([backups[1]?.filename]);
  });

  it('refuses an invalid limit or cursor', async () => {
    for (const query of [
      'limit=0',
      'limit=1e3',
      'limit=10001',
      'limit=1&limit=2',
      'cursor=eA',
      'database=..',
    ]) {
      const response = await world.ask('GET', `/api/backup/list?${query}`);
      expect(response.status).to.equal(400, query);
    }
  });
});
