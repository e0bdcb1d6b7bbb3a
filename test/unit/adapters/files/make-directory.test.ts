import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { makeDirectory } from '../../../../src/adapters/outbound/files/make-directory.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const PERMISSION_BITS = 0o777;

describe('makeDirectory', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'make-directory-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('creates missing parents with mode 0700', async () => {
    await makeDirectory(join(folder, 'one', 'two'));
    for (const path of ['one', join('one', 'two')]) {
      const facts = await stat(join(folder, path));
      expect(facts.isDirectory()).to.equal(true);
      expect(facts.mode & PERMISSION_BITS).to.equal(0o700);
    }
  });

  it('leaves an existing directory unchanged', async () => {
    await mkdir(join(folder, 'shared'), { mode: 0o750 });
    await makeDirectory(join(folder, 'shared'));
    expect((await stat(join(folder, 'shared'))).mode & PERMISSION_BITS).to.equal(0o750);
  });

  it('creates one directory when several calls run at the same time', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 8 }, () => makeDirectory(path)));
    expect((await stat(path)).isDirectory()).to.equal(true);
  });

  it('follows a link to a directory', async () => {
    await mkdir(join(folder, 'disk'));
    await symlink(join(folder, 'disk'), join(folder, 'backup'));
    await makeDirectory(join(folder, 'backup', 'locks'));
    expect((await stat(join(folder, 'disk', 'locks'))).isDirectory()).to.equal(true);
  });

  it('names a link whose target does not exist', async () => {
    await symlink(join(folder, 'unmounted'), join(folder, 'backup'));
    for (const path of [join(folder, 'backup'), join(folder, 'backup', '.state', 'locks')]) {
      const error = await refusal(path);
      expect(error.message).to.equal(
        `${join(folder, 'backup')} is a link to ${join(folder, 'unmounted')}, which does not exist`,
      );
    }
  });

  it('refuses a path through a file', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const path of ['file', join('file', 'below')]) {
      expect((await refusal(join(folder, path))).message).to.match(/^not a directory: /);
    }
  });

  it('throws when the parent exists and nothing can be created in it', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const path of ['/proc/backup', '/proc/backup/.state/locks']) {
      expect((await refusal(path)).message).to.equal(
        'cannot create /proc/backup: no directory can be created in /proc',
      );
    }
  });

  async function refusal(path: string): Promise<BackupDirectoryException> {
    const error = await rejectionOf(makeDirectory(path));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    return error as BackupDirectoryException;
  }
});
