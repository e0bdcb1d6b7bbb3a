import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemSourceFiles } from '../../../src/adapters/outbound/source-files/filesystem-source-files.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { describeSourceFiles } from './source-files.contract.ts';

describeSourceFiles('FilesystemSourceFiles', async () => {
  const folder = await realpath(await makeFolder());
  return {
    createSourceFiles: () => new FilesystemSourceFiles(),
    newPath: (name) => join(folder, name),
    write: (path, content) => writeFile(path, content),
    makeDirectory: (path) => mkdir(path),
    makeLink: (path, to) => symlink(to, path),
    dispose: () => removeFolder(folder),
  };
});

describe('FilesystemSourceFiles', () => {
  const sourceFiles = new FilesystemSourceFiles();
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await makeFolder());
  });

  afterEach(() => removeFolder(folder));

  it('opens no file of the source: locks of this process survive', async () => {
    const path = join(folder, 'app.db');
    const application = new DatabaseSync(path);
    application.exec('CREATE TABLE t(x); BEGIN EXCLUSIVE; INSERT INTO t VALUES(1)');
    await sourceFiles.describe(path);
    // Had the file been opened and closed, the kernel would have dropped the lock and let this write in.
    const writing =
      "new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec('INSERT INTO t VALUES(2)')";
    const other = spawnSync(process.execPath, ['-e', writing, path], { encoding: 'utf8' });
    expect(other.stderr).to.include('database is locked');
    application.exec('COMMIT');
    application.close();
  });

  it('reports a pipe as `other` without waiting for it', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    expect(await sourceFiles.describe(path)).to.include({ kind: 'other', sizeBytes: 0 });
  });

  it('paths are made absolute', async () => {
    const path = join(folder, 'app.db');
    await writeFile(path, 'x');
    const there = await sourceFiles.describe(relative(process.cwd(), path));
    expect(there).to.deep.equal(await sourceFiles.describe(path));
  });

  for (const [what, path] of [
    ['dangling link', 'dangling'],
    ['link to itself', 'circle'],
    ['file below a file', 'file/below'],
    ['impossible name', 'a\0b'],
    ['name too long', 'x'.repeat(5000)],
  ] as const) {
    it(`never throws: a ${what} is missing`, async () => {
      await writeFile(join(folder, 'file'), 'x');
      await symlink('nowhere', join(folder, 'dangling'));
      await symlink('circle', join(folder, 'circle'));
      const facts = await sourceFiles.describe(join(folder, path));
      expect(facts).to.include({ kind: 'missing', readable: false });
    });
  }

  it('reports an unreadable file', async () => {
    const path = join(folder, 'app.db');
    await writeFile(path, 'x', { mode: 0o000 });
    const { readable } = await sourceFiles.describe(path);
    // root may read everything.
    expect(readable).to.equal(process.getuid?.() === 0);
  });
});
