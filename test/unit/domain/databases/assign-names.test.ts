import { expect } from 'chai';
import { array, assert, constantFrom, option, property, record, uniqueArray } from 'fast-check';
import { describe, it } from 'mocha';
import { assignNames } from '../../../../src/domain/databases/assign-names.ts';

const A = { name: 'data', path: '/t/a/data.db' };
const B = { name: 'data', path: '/t/b/data.db' };
const NO_OWNER = (): undefined => undefined;

describe('the names of found databases', () => {
  it('are theirs where nobody else has them', () => {
    const shop = { name: 'shop', path: '/t/shop.db' };
    expect(assignNames([A, shop], [], NO_OWNER)).to.deep.equal({ databases: [A, shop], clashes: [] });
  });

  it('go to the first of two that have no backups yet, and the other is told', () => {
    expect(assignNames([A, B], [], NO_OWNER)).to.deep.equal({
      databases: [A],
      clashes: [{ ...B, otherPath: A.path }],
    });
  });

  it('stay with the one that was backed up under them, though another comes before it', () => {
    expect(assignNames([A, B], [], () => B.path)).to.deep.equal({
      databases: [B],
      clashes: [{ ...A, otherPath: B.path }],
    });
  });

  it('go to another where the one that was backed up is gone: the backup itself will refuse', () => {
    expect(assignNames([A], [], () => '/t/gone/data.db').databases).to.deep.equal([A]);
  });

  it('never are those of a configured database, which is not found a second time either', () => {
    const configured = [
      { name: 'data', path: '/srv/data.db' },
      { name: 'mine', path: B.path },
    ];
    expect(assignNames([A, B], configured, () => A.path)).to.deep.equal({
      databases: [],
      clashes: [{ ...A, otherPath: '/srv/data.db' }],
    });
  });

  it('are each one database’s, and no database is lost without a word', () => {
    const paths = ['/1', '/2', '/3', '/4', '/5'];
    const named = record({ name: constantFrom('a', 'b', 'c'), path: constantFrom(...paths) });
    const found = uniqueArray(named, { selector: ({ path }) => path });
    const configured = uniqueArray(named, { selector: ({ name }) => name, maxLength: 2 });
    const owners = array(option(constantFrom(...paths)), { minLength: 3, maxLength: 3 });
    assert(
      property(found, configured, owners, (databases, settings, [a, b, c]) => {
        const owner = { a, b, c } as Readonly<Record<string, string | null | undefined>>;
        const settled = assignNames(databases, settings, (name) => owner[name] ?? undefined);
        const names = [...settings, ...settled.databases].map(({ name }) => name);
        expect(new Set(names).size).to.equal(names.length);
        const told = [...settings, ...settled.databases, ...settled.clashes].map(({ path }) => path);
        expect(told).to.include.members(databases.map(({ path }) => path));
      }),
    );
  });
});
