import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sourcePreflight, type SourceFacts } from '../../../../src/domain/health/source-preflight.ts';

const MIB = 1024 * 1024;

const SOUND: SourceFacts = {
  databaseBytes: 8 * MIB,
  journalMode: 'wal',
  writerSqliteVersion: '3.53.0',
  walBytes: 0,
  otherHardLinks: 0,
  fileSystem: 'ext4',
  foreignSideFiles: [],
  runsAsAnotherUser: false,
};

function warnings(changes: Partial<SourceFacts>): readonly string[] {
  const judgements = sourcePreflight({ ...SOUND, ...changes });
  return judgements.filter(({ result }) => result !== 'ok').map(({ name, result }) => `${result} ${name}`);
}

function detailOf(name: string, changes: Partial<SourceFacts>): string | undefined {
  return sourcePreflight({ ...SOUND, ...changes }).find((judgement) => judgement.name === name)?.detail;
}

describe('sourcePreflight', () => {
  it('lists the checks when all is well, without a hint', () => {
    const judgements = sourcePreflight(SOUND);
    expect(judgements.map(({ name }) => name)).to.deep.equal([
      'source',
      'writer',
      'wal',
      'user',
      'side-files',
      'hard-links',
      'file-system',
    ]);
    expect(judgements.every(({ result, hint }) => result === 'ok' && hint === '')).to.equal(true);
    expect(detailOf('source', {})).to.equal('8.0 MB, journal mode wal');
  });

  it('warns of a writer with the WAL-reset bug, in WAL mode only', () => {
    expect(warnings({ writerSqliteVersion: '3.40.1' })).to.deep.equal(['warning writer']);
    expect(warnings({ writerSqliteVersion: '3.40.1', journalMode: 'delete' })).to.deep.equal([]);
    expect(detailOf('writer', { writerSqliteVersion: '3.40.1' }))
      .to.include('SQLite 3.40.1')
      .and.include('WAL-reset');
  });

  it('warns of a WAL that is large by itself and compared with its database', () => {
    expect(warnings({ walBytes: 530 * MIB, databaseBytes: 26 * MIB })).to.deep.equal(['warning wal']);
    expect(warnings({ walBytes: 65 * MIB, databaseBytes: 1000 * MIB })).to.deep.equal([]);
    expect(warnings({ walBytes: 64 * MIB, databaseBytes: MIB })).to.deep.equal([]);
    expect(detailOf('wal', { walBytes: 4 * MIB })).to.equal('the WAL has 4.0 MB');
  });

  it('warns of side files that may lock the application out', () => {
    expect(warnings({ runsAsAnotherUser: true })).to.deep.equal(['warning user']);
    expect(warnings({ foreignSideFiles: ['/d/app.db-wal', '/d/app.db-shm'] })).to.deep.equal([
      'warning side-files',
    ]);
    expect(detailOf('side-files', { foreignSideFiles: ['/d/a-wal', '/d/a-shm'] })).to.include(
      '/d/a-wal, /d/a-shm',
    );
  });

  it('warns of other names of the same file', () => {
    expect(warnings({ otherHardLinks: 1 })).to.deep.equal(['warning hard-links']);
    expect(detailOf('hard-links', { otherHardLinks: 1 })).to.equal('the file has 1 more name');
    expect(detailOf('hard-links', { otherHardLinks: 2 })).to.equal('the file has 2 more names');
  });

  for (const fileSystem of [
    'nfs',
    'nfs4',
    'cifs',
    'smb',
    'smb2',
    'smbfs',
    'fuse',
    'fuse.sshfs',
    '9p',
    'afs',
    'ceph',
    'NFS',
  ]) {
    it(`warns of ${fileSystem}`, () => {
      expect(warnings({ fileSystem })).to.deep.equal(['warning file-system']);
    });
  }

  for (const fileSystem of ['ext4', 'xfs', 'btrfs', 'tmpfs', 'overlayfs', 'apfs', '0x1234', undefined]) {
    it(`trusts ${fileSystem ?? 'a platform that does not report it'}`, () => {
      expect(warnings({ fileSystem })).to.deep.equal([]);
    });
  }
});
