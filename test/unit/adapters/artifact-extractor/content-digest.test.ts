import { createHash } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ReadBackDigest } from '../../../../src/adapters/outbound/artifact-extractor/extraction-destination.ts';
import { SequentialFile } from '../../../../src/adapters/outbound/files/sequential-file.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('ReadBackDigest', () => {
  let folder: string;
  let path: string;
  let file: SequentialFile;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'restored.db');
    file = await SequentialFile.create(path, Infinity);
  });

  afterEach(async () => {
    await file.close();
    await removeFolder(folder);
  });

  for (const chunkBytes of [1000, 65_536, 1024 * 1024, 3_000_000]) {
    it(`digests the whole content when chunks have ${chunkBytes} bytes`, () => {
      const content = pseudoRandomBytes(1, 5_000_001);
      const digest = new ReadBackDigest(file);
      for (let at = 0; at < content.length; at += chunkBytes)
        digest.take(Buffer.from(content.subarray(at, at + chunkBytes)));
      expect(digest.sha256()).to.equal(sha256(content));
    });
  }

  it('digests the bytes in the file, not the bytes that were passed in', async () => {
    const digest = new ReadBackDigest(file);
    digest.take(Buffer.from('as it should be'));
    await writeFile(path, 'as it really is');
    expect(digest.sha256()).to.equal(sha256(Buffer.from('as it really is')));
  });

  it('throws when the file has lost written bytes', async () => {
    const digest = new ReadBackDigest(file);
    digest.take(Buffer.from('soon gone'));
    await truncate(path, 4);
    expect(() => digest.sha256()).to.throw(BackupDirectoryException);
  });
});
