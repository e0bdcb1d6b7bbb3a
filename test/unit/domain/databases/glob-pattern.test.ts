import { expect } from 'chai';
import { assert, property, string } from 'fast-check';
import { describe, it } from 'mocha';
import { mayMatchBelow, parseGlob } from '../../../../src/domain/databases/glob-pattern.ts';

describe('a glob pattern', () => {
  const cases: readonly (readonly [glob: string, takes: readonly string[], leaves: readonly string[]])[] = [
    ['*.db', ['app.db', '.db', '.hidden.db'], ['app.dbx', 'tenants/app.db', 'appxdb', 'app.db\n']],
    ['**/*', ['app', 'a/b/c.sqlite', '.x/y'], []],
    ['**', ['app', 'a/b/c'], []],
    ['**/*.db', ['app.db', 'a/b/app.db'], ['app.sqlite']],
    ['tenants/*/data.db', ['tenants/7/data.db'], ['tenants/data.db', 'tenants/7/8/data.db']],
    ['tenants/**/data.db', ['tenants/data.db', 'tenants/7/8/data.db'], ['data.db', 'tenantsdata.db']],
    ['app-?.db', ['app-1.db'], ['app-.db', 'app-12.db', 'app-/.db']],
    ['*.{db,sqlite,sqlite3}', ['a.db', 'a.sqlite3'], ['a.sql', 'a.{db']],
    ['{a,b{1,2}}.db', ['a.db', 'b1.db', 'b2.db'], ['b.db', 'a1.db']],
    ['app[0-9].db', ['app7.db'], ['appx.db', 'app.db', 'app77.db']],
    ['[!a-c]*', ['dog', '-x'], ['apple', '/x']],
    ['a+(b).db', ['a+(b).db'], ['aab.db', 'ab.db']],
    ['a,b.db', ['a,b.db'], ['a', 'b.db']],
    ['客户*.db', ['客户甲.db'], ['甲.db']],
    ['a\\.db', ['a\\.db'], ['a.db']],
  ];
  for (const [glob, takes, leaves] of cases) {
    it(`${glob} matches ${takes.join(', ')}${leaves.length === 0 ? '' : ` and not ${leaves.join(', ')}`}`, () => {
      const pattern = parseGlob(glob);
      expect(takes.filter((path) => pattern?.(path) !== true)).to.deep.equal([]);
      expect(leaves.filter((path) => pattern?.(path) !== false)).to.deep.equal([]);
    });
  }

  for (const text of ['', '{a,b', 'a}', '[abc', 'a]', '[]', 'x[z-a]']) {
    it(`rejects ${JSON.stringify(text)}`, () => {
      expect(parseGlob(text)).to.equal(undefined);
    });
  }

  it('matches a text without special characters literally', () => {
    assert(
      property(string({ minLength: 1, unit: 'binary' }), (text) => {
        const plain = text.replace(/[*?[\]{}]/gu, '_');
        const pattern = parseGlob(plain);
        expect(pattern?.(plain)).to.equal(true);
        expect(pattern?.(`${plain}x`)).to.equal(false);
      }),
    );
  });

  it('may match below a folder when it is deeper than the folder, or at any depth', () => {
    const answers = (glob: string) => ['a', 'a/b'].map((folder) => mayMatchBelow(glob, folder));
    expect(answers('*.db')).to.deep.equal([false, false]);
    expect(answers('*/*.db')).to.deep.equal([true, false]);
    expect(answers('{x,a/y}.db')).to.deep.equal([true, false]);
    expect(answers('**/*.db')).to.deep.equal([true, true]);
  });
});
