import { expect } from 'chai';
import { array, assert, constantFrom, option, property, record, uniqueArray } from 'fast-check';
import { describe, it } from 'mocha';
import { assignNames } from '../../../../src/domain/databases/assign-names.ts';

const A = { name: 'data', path: '/t/a/data.db' };
const B = { name: 'data', path: '/t/b/data.db' };
const NO_OWNER = (): undefined => undefined;

describe('assignNames', () => {
  it('gives each database its own name without a clash', () => {
    const shop = { name: 'shop', path: '/t/shop.db' };
    expect(assignNames([A, shop], [], NO_OWNER)).to.deep.equal({ databases: [A, shop], clashes: [] });
  });

  it('gives a name to the first of two databases without backups, and reports the other', () => {
    expect(assignNames([A, B], [], NO_OWNER)).to.deep.equal({
      databases: [A],
      clashes: [{ ...B, otherPath: A.path }],
    });
  });

  it('keeps the name of the database with backups, even if another one comes first', () => {
    expect(assignNames([A, B], [], () => B.path)).to.deep.equal({
      databases: [B],
      clashes: [{ ...A, otherPath: B.path }],
    });
  });

  it('gives the name to another database when its owner is gone: the backup will refuse', () => {
    expect(assignNames([A], [], () => '/t/gone/data.db').databases).to.deep.equal([A]);
  });

  it('never gives away the name of a configured database, and does not list it twice', () => {
    const configured = [
      { name: 'data', path: '/srv/data.db' },
      { name: 'mine', path: B.path },
    ];
    expect(assignNames([A, B], configured, () => A.path)).to.deep.equal({
      databases: [],
      clashes: [{ ...A, otherPath: '/srv/data.db' }],
    });
  });

  it('gives each name to one database and loses no database', () => {
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
