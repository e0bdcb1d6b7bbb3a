import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { PageTable, PageTables } from '../../../src/application/ports/page-tables.ts';

export interface PageTablesSubject {
  readonly pageTables: PageTables;
  /** Writes a table as a capture does; returns its path. */
  stage(facts: Omit<PageTable, 'path'>): Promise<string>;
  /** Changes one byte of the table at a path, or cuts it off. */
  damage(path: string, how: 'changed' | 'cut off'): Promise<void>;
  dispose(): Promise<void>;
}

function factsOf(digit: string): Omit<PageTable, 'path'> {
  return {
    storedSha256: digit.repeat(64),
    databaseSha256: digit.repeat(64),
    pageSize: 4096,
    fingerprint: `print ${digit}`,
  };
}

export function describePageTables(name: string, create: () => Promise<PageTablesSubject>): void {
  describe(`${name} is a PageTables`, () => {
    let subject: PageTablesSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const commit = async (digit: string, type: 'full' | 'diff' | 'incr', database = 'app'): Promise<void> => {
      await subject.pageTables.commit(database, await subject.stage(factsOf(digit)), type);
    };
    const digits = async (database = 'app') => {
      const { full, last } = await subject.pageTables.read(database);
      return [full?.storedSha256[0], last?.storedSha256[0]];
    };

    it('gives the table of the last full and of the last backup', async () => {
      expect(await digits()).to.deep.equal([undefined, undefined]);
      await commit('1', 'full');
      expect(await digits()).to.deep.equal(['1', '1']);
      await commit('2', 'incr');
      expect(await digits()).to.deep.equal(['1', '2']);
      await commit('3', 'diff');
      expect(await digits()).to.deep.equal(['1', '3']);
      await commit('4', 'full');
      expect(await digits()).to.deep.equal(['4', '4']);
      expect((await subject.pageTables.read('app')).last).to.deep.include(factsOf('4'));
    });

    it('keeps the tables of each database apart', async () => {
      await commit('1', 'full', 'app');
      await commit('2', 'full', 'app.full');
      await commit('3', 'incr', 'app.last');
      expect(await digits('app')).to.deep.equal(['1', '1']);
      expect(await digits('app.full')).to.deep.equal(['2', '2']);
      expect(await digits('app.last')).to.deep.equal([undefined, '3']);
    });

    it('replaces a table completely or not at all', async () => {
      await commit('1', 'full');
      await commit('2', 'incr');
      const failure = await subject.pageTables
        .commit('app', '/no/such/table', 'incr')
        .catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'BACKUP_DIRECTORY');
      expect(await digits()).to.deep.equal(['1', '2']);
    });

    for (const how of ['changed', 'cut off'] as const) {
      it(`gives no damaged table: ${how}`, async () => {
        await commit('1', 'full');
        await commit('2', 'incr');
        const { last, full } = await subject.pageTables.read('app');
        await subject.damage(last?.path ?? '', how);
        expect(await digits()).to.deep.equal(['1', '1']);
        await subject.damage(full?.path ?? '', how);
        expect(await digits()).to.deep.equal([undefined, undefined]);
      });
    }
  });
}
