import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  removeFile,
  removeInDirectory,
  removeQuietly,
} from '../../../../src/adapters/outbound/files/remove-file.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

describe('removeFile', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'remove-file-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('removes a file and ignores a missing one', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await removeFile(path);
    await removeFile(path);
    expect(await rejectionOf(access(path))).to.include({ code: 'ENOENT' });
  });

  it('throws when a file cannot be removed, except in a clean-up', async () => {
    const path = join(folder, 'directory');
    await mkdir(path);
    expect(await rejectionOf(removeFile(path))).to.include({ syscall: 'unlink' });
    expect(await rejectionOf(removeInDirectory(path))).to.include({ code: 'BACKUP_DIRECTORY' });
    await removeQuietly(path);
  });
});
