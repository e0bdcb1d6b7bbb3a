import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type {
  DatabaseDiscovery,
  DiscoveredDatabases,
  DiscoveryRequest,
} from '../../../src/application/ports/database-discovery.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface DiscoverySubject {
  readonly discovery: DatabaseDiscovery;
  /** Absolute, without symbolic links. */
  readonly directory: string;
  /** Creates a database below the directory. */
  database(path: string): Promise<void>;
  /** Creates another file there. */
  file(path: string, content: string): Promise<void>;
  /** Links `path` to `target`, both below the directory. */
  link(path: string, target: string): Promise<void>;
  dispose(): Promise<void>;
}

export function describeDatabaseDiscovery(name: string, create: () => Promise<DiscoverySubject>): void {
  describe(`${name} is a DatabaseDiscovery`, () => {
    let subject: DiscoverySubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const discover = (changes: Partial<DiscoveryRequest> = {}): Promise<DiscoveredDatabases> =>
      subject.discovery.discover(
        { directory: subject.directory, glob: '**/*', excluded: [], maxDepth: 16, ...changes },
        { signal: new AbortController().signal },
      );
    const found = async (changes: Partial<DiscoveryRequest> = {}): Promise<readonly string[]> => {
      const { paths, directory } = await discover(changes);
      return paths.map((path) => path.slice(directory.length + 1));
    };

    it('finds a database by its header, not by its name', async () => {
      await subject.database('notes.txt');
      await subject.database('tenants/7/data');
      await subject.file('empty.db', '');
      await subject.file('fake.db', 'SQLite format 2 and a lot more that is no database '.repeat(10));
      expect(await found()).to.deep.equal(['notes.txt', 'tenants/7/data']);
    });

    it('finds the files that the pattern matches', async () => {
      for (const path of ['a.db', 'b.sqlite', 'x/c.db']) await subject.database(path);
      expect(await found({ glob: '*.db' })).to.deep.equal(['a.db']);
      expect(await found({ glob: '**/*.{db,sqlite}' })).to.deep.equal(['a.db', 'b.sqlite', 'x/c.db']);
    });

    it('never takes a side file for a database: nor a database with such a name for a side file', async () => {
      await subject.database('a.db');
      for (const ending of ['wal', 'shm', 'journal']) await subject.database(`a.db-${ending}`);
      await subject.database('my-journal');
      expect(await found()).to.deep.equal(['a.db', 'my-journal']);
    });

    it('skips excluded directories', async () => {
      for (const path of ['a.db', 'backup/b.db', 'backup/x/c.db', 'backups.db']) await subject.database(path);
      const excluded = [`${subject.directory}/backup`];
      expect(await found({ excluded })).to.deep.equal(['a.db', 'backups.db']);
    });

    it('finds a database once, by its real path', async () => {
      await subject.database('real/a.db');
      await subject.link('a-link.db', 'real/a.db');
      await subject.link('mirror', 'real');
      expect(await found()).to.deep.equal(['real/a.db']);
      expect(await found({ glob: '*-link.db' })).to.deep.equal(['real/a.db']);
    });

    it('reports a link with a missing target where the pattern may match', async () => {
      await subject.database('a.db');
      await subject.link('tenant', 'gone');
      for (const glob of ['**/*', 'tenant', 'tenant/*.db']) {
        const { problems } = await discover({ glob });
        expect(problems.map(({ path }) => path)).to.deep.equal([`${subject.directory}/tenant`]);
        expect(problems[0]?.message).to.include(`${subject.directory}/gone`);
        expect(problems[0]?.hint).not.to.equal('');
      }
      expect((await discover({ glob: '*.db' })).problems).to.deep.equal([]);
    });

    it('reports where links leave the directory, also without a target', async () => {
      await subject.database('in/a.db');
      await subject.database('out/b.db');
      await subject.link('in/there', 'out');
      await subject.link('in/gone', 'no-disk/c.db');
      await subject.link('in/within', 'in/a.db');
      const { linkedPaths } = await discover({ directory: `${subject.directory}/in` });
      expect(linkedPaths).to.deep.equal([`${subject.directory}/no-disk/c.db`, `${subject.directory}/out`]);
    });

    it('reports folders that are too deep, and finds the rest', async () => {
      await subject.database('a.db');
      await subject.database('1/2/b.db');
      await subject.database('1/2/3/c.db');
      const { paths, problems } = await discover({ maxDepth: 2 });
      expect(paths).to.have.length(2);
      expect(problems).to.have.length(1);
      expect(problems[0]?.hint).not.to.equal('');
    });

    it('finds nothing in a directory without databases', async () => {
      await subject.file('readme', 'nothing here');
      expect(await discover()).to.deep.equal({
        directory: subject.directory,
        paths: [],
        linkedPaths: [],
        problems: [],
      });
    });

    it('throws DatabaseNotFoundException with a hint for a missing directory', async () => {
      const error = await rejectionOf(discover({ directory: `${subject.directory}/gone` }));
      expect(error).to.be.instanceOf(DatabaseNotFoundException);
      expect((error as DatabaseNotFoundException).hint).not.to.equal('');
    });

    it("throws the signal's reason when it aborts", async () => {
      const reason = new Error('stop');
      const request = { directory: subject.directory, glob: '**', excluded: [], maxDepth: 2 };
      const signal = AbortSignal.abort(reason);
      expect(await rejectionOf(subject.discovery.discover(request, { signal }))).to.equal(reason);
    });
  });
}
