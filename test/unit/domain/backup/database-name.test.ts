import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { databaseNameFromPath, isDatabaseName } from '../../../../src/domain/backup/database-name.ts';

const DIGEST = 'abcdef0123456789';

describe('isDatabaseName', () => {
  it('allows letters, digits, dots, underscores and hyphens after a letter or digit', () => {
    expect(['a', '7', 'app', 'My.App_2-x', 'x'.repeat(64)].every(isDatabaseName)).to.equal(true);
  });

  for (const name of ['', '.app', '-app', '_app', 'a b', 'a/b', 'a\n', '备份', 'a"b', "a'b", '..', 'x'.repeat(65)]) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      expect(isDatabaseName(name)).to.equal(false);
    });
  }
});

describe('databaseNameFromPath', () => {
  for (const [why, baseName, expected] of [
    ['is the base name without its ending', 'app.db', 'app'],
    ['takes off one ending only', 'app.v2.sqlite3', 'app.v2'],
    ['takes a name without ending as it is', 'database', 'database'],
    ['marks a Chinese name, of which nothing is left', '备份.db', 'database-abcdef'],
    ['keeps what it can of a mixed name', 'shop订单.db', 'shop__-abcdef'],
    ['begins with a letter or digit', '订单shop.db', 'shop-abcdef'],
    ['replaces blanks', 'my app.db', 'my_app-abcdef'],
    ['replaces quotes', `o'neil "x".db`, 'o_neil__x_-abcdef'],
    ['replaces what is special to a shell', 'a;b$c.db', 'a_b_c-abcdef'],
    ['replaces a character outside the basic plane once', 'a😀b.db', 'a_b-abcdef'],
    ['takes a dotfile for a name, not for an ending', '.hidden', 'hidden-abcdef'],
    ['takes the ending off a dotfile', '.hidden.db', 'hidden-abcdef'],
    ['names what is nothing but dots', '...', 'database-abcdef'],
    ['names an empty base name', '', 'database-abcdef'],
    ['cuts what is too long to 64', `${'x'.repeat(80)}.db`, `${'x'.repeat(57)}-abcdef`],
    ['leaves what is just short enough', `${'x'.repeat(64)}.db`, 'x'.repeat(64)],
  ] as const) {
    it(why, () => {
      expect(databaseNameFromPath(baseName, DIGEST)).to.equal(expected);
    });
  }

  it('is a valid database name for every file name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-f]{64}$/), (baseName, digest) => {
        expect(isDatabaseName(databaseNameFromPath(baseName, digest))).to.equal(true);
      }),
    );
  });
});
