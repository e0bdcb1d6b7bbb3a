import { expect } from 'chai';
import { describe, it } from 'mocha';
import { pathMistake } from '../../../../src/domain/databases/path-mistake.ts';

describe('pathMistake', () => {
  const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
    ['"/backups"', /quotes/],
    ["'/backups'", /quotes/],
    ['/backups\r', /control characters/],
    ['/back\u0000ups', /control characters/],
    ['~', /"~"/],
    ['~/backups', /"~"/],
    ['s3://bucket/backups', /URL/],
    ['file:///srv/app.db', /URL/],
    ['sqlite:app.db', /URL/],
    ['SQLite:///srv/app.db', /URL/],
  ];
  for (const [text, says] of mistakes) {
    it(`rejects ${JSON.stringify(text)}`, () => {
      expect(pathMistake(text)).to.match(says);
    });
  }

  const paths = [
    "it's.db",
    '"a" and "b" .db',
    '"',
    './"quoted"',
    '客户 甲.db',
    '~user/app.db',
    '~app.db',
    'C:\\data\\app.db',
    'a:b.db',
    './~',
    './s3://bucket',
    ' app.db ',
  ];
  for (const path of paths) {
    it(`accepts ${JSON.stringify(path)}`, () => {
      expect(pathMistake(path)).to.equal(undefined);
    });
  }
});
