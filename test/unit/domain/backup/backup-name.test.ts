import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { compressionOfDataFile, formatBackupName, parseBackupName } from '../../../../src/domain/backup/backup-name.ts';
import { COMPRESSIONS, compressionOfFilename } from '../../../../src/domain/backup/compression.ts';

const createdAt = new Date('2026-11-22T21:08:00.123Z');

describe('formatBackupName', () => {
  it('writes the time in UTC, to the millisecond, and the ending of the compression', () => {
    const name = { database: 'app', createdAt, ordinal: 1 } as const;
    expect(COMPRESSIONS.map((compression) => formatBackupName({ ...name, compression }))).to.deep.equal([
      'app-20261122T210800123Z.db.gz',
      'app-20261122T210800123Z.db.zst',
      'app-20261122T210800123Z.db',
    ]);
  });

  it('adds the ending of an encrypted file', () => {
    const encryption = { recipients: ['0123456789abcdef'] };
    const name = { database: 'app', createdAt, ordinal: 1, compression: 'zstd', encryption } as const;
    expect(formatBackupName(name)).to.equal('app-20261122T210800123Z.db.zst.age');
  });

  it('names a delta after the write-ahead log that it is', () => {
    const name = { database: 'app', createdAt, ordinal: 1 } as const;
    const names = COMPRESSIONS.map((compression) => formatBackupName({ ...name, compression, type: 'diff' }));
    expect(names.map((each) => each.slice('app-20261122T210800123Z'.length))).to.deep.equal([
      '.wal.gz',
      '.wal.zst',
      '.wal',
    ]);
    expect(formatBackupName({ ...name, compression: 'zstd', type: 'incr' })).to.equal(names[1]);
  });

  it('writes the ordinal from the second on', () => {
    const name = { database: 'app', createdAt, ordinal: 2, compression: 'gzip' } as const;
    expect(formatBackupName(name)).to.equal('app-20261122T210800123Z-2.db.gz');
  });
});

describe('parseBackupName', () => {
  it('reads back every written name', () => {
    const names = fc.record({
      database: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
      createdAt: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      ordinal: fc.integer({ min: 1, max: 1000 }),
      compression: fc.constantFrom(...COMPRESSIONS),
    });
    fc.assert(
      fc.property(names, (name) => {
        expect(parseBackupName(formatBackupName(name))).to.deep.equal({ ...name, isEncrypted: false, isDelta: false });
        const encryption = { recipients: ['scrypt'] };
        const encrypted = { ...name, isEncrypted: true, isDelta: false };
        expect(parseBackupName(formatBackupName({ ...name, encryption }))).to.deep.equal(encrypted);
        const delta = { ...name, isEncrypted: false, isDelta: true };
        expect(parseBackupName(formatBackupName({ ...name, type: 'incr' }))).to.deep.equal(delta);
      }),
    );
  });

  it('reads a database name that looks like a backup name itself', () => {
    const database = 'app-20200101T000000000Z-2';
    const name = { database, createdAt, ordinal: 3, compression: 'none' } as const;
    expect(parseBackupName(formatBackupName(name))).to.deep.equal({ ...name, isEncrypted: false, isDelta: false });
  });

  it('never returns parts that write another name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{1,3}-20[0-9]{6}T[0-9]{9}Z(-[0-9]{1,2})?\.(db|wal)(\.gz|\.zst)?(\.age)?$/), (filename) => {
        const name = parseBackupName(filename);
        if (name === undefined) return;
        const encryption = name.isEncrypted ? { recipients: [] } : undefined;
        const type = name.isDelta ? 'incr' : 'full';
        expect(formatBackupName({ ...name, encryption, type })).to.equal(filename);
      }),
    );
  });

  for (const [why, filename] of [
    ['another ending', 'app-20261122T210800123Z.db.bz2'],
    ['a second encryption', 'app-20261122T210800123Z.db.gz.age.age'],
    ['no moment', 'app.db.gz'],
    ['no database', '-20261122T210800123Z.db.gz'],
    ['a database name that is none', '备份-20261122T210800123Z.db.gz'],
    ['a path', '../app-20261122T210800123Z.db.gz'],
    ['a day that does not exist', 'app-20260231T210800123Z.db.gz'],
    ['a month that does not exist', 'app-20261322T210800123Z.db.gz'],
    ['an ordinal of 1 spelt out', 'app-20261122T210800123Z-1.db.gz'],
    ['an ordinal with a leading zero', 'app-20261122T210800123Z-02.db.gz'],
    ['something in front of the ending', 'app-20261122T210800123Z.json.db.gz'],
  ] as const) {
    it(`refuses ${why}`, () => {
      expect(parseBackupName(filename)).to.equal(undefined);
    });
  }
});

describe('compressionOfFilename', () => {
  it('uses the ending only', () => {
    const names = ['a.db', 'a.db.gz', 'a.db.zst', 'a.db.age', 'a.db.gz.age', 'a.db.zst.age'];
    const both = ['none', 'gzip', 'zstd'];
    expect(names.map(compressionOfFilename)).to.deep.equal([...both, ...both]);
  });

  it('rejects other endings', () => {
    expect(['a.gz', 'a.db.gz.json', 'a.db.tmp', 'db'].map(compressionOfFilename)).to.deep.equal(Array(4).fill(undefined));
  });
});

describe('compressionOfDataFile', () => {
  it('takes the log of another program for no data file', () => {
    expect(compressionOfDataFile('app-20261122T210800123Z.wal.zst')).to.equal('zstd');
    expect(compressionOfDataFile('copy.db.gz')).to.equal('gzip');
    expect(['app.wal', 'app.wal.zst', 'app.db-wal'].map(compressionOfDataFile)).to.deep.equal(Array(3).fill(undefined));
  });
});
