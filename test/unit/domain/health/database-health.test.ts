import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  integrityText,
  databaseFindings,
  type DatabaseFacts,
} from '../../../../src/domain/health/database-health.ts';

const SOUND: DatabaseFacts = {
  database: 'app',
  path: '/data/app.db',
  kind: 'file',
  readable: true,
  sizeBytes: 4096,
  sourceCheck: { result: 'ok', detail: 'quick_check' },
};

const messages = (changes: Partial<DatabaseFacts>): readonly string[] =>
  databaseFindings({ ...SOUND, ...changes }).map(({ status, message }) => `${status}: ${message}`);

describe('databaseFindings', () => {
  it('finds no problem in a good database', () => {
    expect(messages({})).to.deep.equal([]);
  });

  it('finds no problem in a database without backup', () => {
    expect(messages({ sourceCheck: undefined })).to.deep.equal([]);
  });

  it('accepts an inconclusive check', () => {
    expect(messages({ sourceCheck: { result: 'inconclusive', detail: 'no such collation' } })).to.deep.equal(
      [],
    );
  });

  for (const [changes, message] of [
    [{ kind: 'missing', readable: false, sizeBytes: 0 }, 'no database at /data/app.db'],
    [{ kind: 'directory' }, '/data/app.db is not a regular file'],
    [{ kind: 'other' }, '/data/app.db is not a regular file'],
    [{ readable: false }, '/data/app.db cannot be read by this user'],
    [{ sizeBytes: 0 }, '/data/app.db is empty: not a database yet'],
    [
      { sourceCheck: { result: 'failed', detail: 'row 7 missing from index' } },
      'the capture of the newest backup found damage in /data/app.db: row 7 missing from index',
    ],
  ] as const) {
    it(`is critical: ${message}`, () => {
      expect(messages(changes)).to.deep.equal([`critical: ${message}`]);
    });
  }

  it('reports a missing file and its known damage', () => {
    expect(messages({ kind: 'missing', sourceCheck: { result: 'failed', detail: 'x' } })).to.have.length(2);
  });

  it('gives a hint with each finding', () => {
    const all = [{ kind: 'missing' }, { kind: 'directory' }, { readable: false }, { sizeBytes: 0 }] as const;
    expect(
      all.flatMap((changes) => databaseFindings({ ...SOUND, ...changes })).every(({ hint }) => hint !== ''),
    ).to.equal(true);
  });
});

describe('integrityText', () => {
  it('is a plain ok, or the result with its reason', () => {
    expect(integrityText({ result: 'ok', detail: 'quick_check' })).to.equal('ok');
    expect(integrityText({ result: 'inconclusive', detail: 'no such collation' })).to.equal(
      'inconclusive: no such collation',
    );
  });
});
