import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesystemRestoreRecords } from '../../../src/adapters/outbound/json-records/restore-records.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { restoreRecordsContract } from './restore-records.contract.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

restoreRecordsContract('FilesystemRestoreRecords', () => {
  const folder = mkdtempSync(join(tmpdir(), 'restore-records-'));
  return {
    records: new FilesystemRestoreRecords(stateDirectoryOf(folder)),
    another: () => new FilesystemRestoreRecords(stateDirectoryOf(folder)),
    damage: (database) => {
      writeFileSync(join(folder, '.state', 'last-restore', `${database}.json`), '{"format":1,');
    },
    // Where records are staged stands a file: nobody can write there, not even root.
    refuseWrites: () => {
      const staging = join(folder, '.state', 'staging');
      rmSync(staging, { recursive: true, force: true });
      writeFileSync(staging, '');
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
});

describe('FilesystemRestoreRecords', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'restore-records-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const RECORD = {
    database: 'app',
    filename: 'app-20261122T210800123Z.db.gz',
    targetPath: '/data/app.db',
    safetyCopy: undefined,
    restoredAt: new Date(0),
    state: 'done',
  } as const;

  it('writes a file for its owner alone and leaves nothing in staging', async () => {
    await new FilesystemRestoreRecords(stateDirectoryOf(folder)).save(RECORD);
    expect(statSync(join(folder, '.state', 'last-restore', 'app.json')).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(folder, '.state', 'staging'))).to.deep.equal([]);
  });

  it('throws BackupDirectoryException where a record cannot be written, and leaves nothing', async () => {
    mkdirSync(join(folder, '.state', 'last-restore', 'app.json'), { recursive: true });
    const error = await rejectionOf(new FilesystemRestoreRecords(stateDirectoryOf(folder)).save(RECORD));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(readdirSync(join(folder, '.state', 'staging'))).to.deep.equal([]);
  });
});
