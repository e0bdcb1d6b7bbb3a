import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { recoverTarget } from '../../../src/adapters/outbound/in-place-restorer/recover-target.ts';
import { replacementFiles } from '../../../src/adapters/outbound/in-place-restorer/replacement-files.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('The damaged record of an interrupted restore in place', () => {
  let folder: string;
  let targetPath: string;

  beforeEach(async () => {
    folder = await makeFolder();
    targetPath = join(folder, 'app.db');
    await writeFile(targetPath, 'content');
  });

  afterEach(() => removeFolder(folder));

  const recover = () => recoverTarget({ targetPath, busyTimeoutMs: 100 });

  for (const text of ['', 'null', '{"method":', '{"method":"magic"}']) {
    it(`is named and renamed with the files of the restore: ${text === '' ? 'empty' : text}`, async () => {
      const files = replacementFiles(targetPath);
      await writeFile(files.record, text);
      await writeFile(files.image, 'image');
      await writeFile(files.oldSideFile('-wal'), 'log');
      const error = await rejectionOf(recover());
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message)
        .to.include(files.record)
        .and.include(`${files.record}.damaged`);
      expect((await readdir(folder)).sort()).to.deep.equal([
        '.app.db.replaced-wal.damaged',
        '.app.db.replacing.damaged',
        '.app.db.replacing.json.damaged',
        'app.db',
      ]);
      expect(await readFile(targetPath, 'utf8')).to.equal('content');
      expect(await recover()).to.equal('nothing');
    });
  }
});
