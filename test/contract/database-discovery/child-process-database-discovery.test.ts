import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { ChildProcessDatabaseDiscovery } from '../../../src/adapters/outbound/database-discovery/child-process-database-discovery.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { isRoot } from '../../e2e/requirement.ts';
import {
  makeFolder,
  removeFolder,
  sourceFingerprint,
  writeDatabase,
} from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeDatabaseDiscovery } from './database-discovery.contract.ts';

const discovery = new ChildProcessDatabaseDiscovery(new TaskProcess(taskWorkerPath()));
const signal = new AbortController().signal;

describeDatabaseDiscovery('ChildProcessDatabaseDiscovery', async () => {
  const directory = await realpath(await makeFolder());
  const place = async (path: string): Promise<string> => {
    const absolute = join(directory, path);
    await mkdir(dirname(absolute), { recursive: true });
    return absolute;
  };
  return {
    discovery,
    directory,
    database: async (path) => {
      writeDatabase(await place(path), 'CREATE TABLE item (id)');
    },
    file: async (path, content) => writeFile(await place(path), content),
    link: async (path, target) => symlink(join(directory, target), await place(path)),
    dispose: () => removeFolder(directory),
  };
});

describe('ChildProcessDatabaseDiscovery', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await makeFolder());
  });

  afterEach(async () => {
    await chmod(join(folder, 'locked'), 0o700).catch(() => undefined);
    await removeFolder(folder);
  });

  const request = () => ({ directory: folder, glob: '**/*', excluded: [], maxDepth: 16 });

  it('finds a database in WAL mode during writes, and leaves it unchanged', async () => {
    const path = writeDatabase(join(folder, 'app.db'), 'PRAGMA journal_mode = wal; CREATE TABLE item (id);');
    const before = await sourceFingerprint(path);
    expect((await discovery.discover(request(), { signal })).paths).to.deep.equal([path]);
    expect(await sourceFingerprint(path)).to.deep.equal(before);
  });

  it('ends in a loop of links, reports dangling links, and skips other kinds of files', async () => {
    await mkdir(join(folder, 'a'));
    await symlink('..', join(folder, 'a', 'up'));
    await symlink('nowhere', join(folder, 'dangling.db'));
    await symlink('dangling.db', join(folder, 'two-links.db'));
    await symlink('loop.db', join(folder, 'loop.db'));
    execFileSync('mkfifo', [join(folder, 'pipe.db')]);
    writeDatabase(join(folder, 'a', 'app.db'), 'CREATE TABLE item (id)');
    const { paths, problems } = await discovery.discover(request(), { signal });
    expect(paths).to.deep.equal([join(folder, 'a', 'app.db')]);
    const [dangling, loop, twoLinks] = problems.map(({ message }) => message);
    expect(dangling).to.equal(`${folder}/dangling.db is a link to ${folder}/nowhere, which does not exist`);
    expect(loop).to.match(/loop\.db .*ELOOP/);
    expect(twoLinks).to.equal(`${folder}/two-links.db is a link to ${folder}/nowhere, which does not exist`);
  });

  it('names the former path of a missing database, also behind links', async () => {
    await mkdir(join(folder, 'disk'));
    await mkdir(join(folder, 'd'));
    await symlink('disk', join(folder, 'mnt'));
    await symlink('../mnt/x/tenant.db', join(folder, 'd', 'tenant.db'));
    const { linkedPaths } = await discovery.discover(
      { ...request(), directory: join(folder, 'd') },
      { signal },
    );
    expect(linkedPaths).to.deep.equal([join(folder, 'disk', 'x', 'tenant.db')]);
  });

  it('reports a database whose path is not UTF-8, with its bytes escaped', async () => {
    const odd = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]);
    writeDatabase(join(folder, 'app.db'), 'CREATE TABLE item (id)');
    try {
      await mkdir(odd);
    } catch {
      return; // A file system that wants UTF-8 has no such name.
    }
    const inside = (name: string): Buffer => Buffer.concat([odd, Buffer.from(`/${name}`)]);
    await copyFile(join(folder, 'app.db'), inside('客户.db'));
    await writeFile(inside('notes.txt'), 'no database');
    const { paths, problems } = await discovery.discover(request(), { signal });
    expect(paths).to.deep.equal([join(folder, 'app.db')]);
    expect(problems.map(({ path }) => path)).to.deep.equal([`${folder}/caf\\xe9/客户.db`]);
    expect(problems[0]?.message).to.include('not backed up').and.include('UTF-8');
    expect((await discovery.discover({ ...request(), glob: '*' }, { signal })).problems).to.deep.equal([]);
  });

  it('never enters /proc and /sys', async function () {
    if (process.platform !== 'linux') this.skip();
    writeDatabase(join(folder, 'app.db'), 'CREATE TABLE item (id)');
    await symlink('/proc', join(folder, 'processes'));
    await symlink('/sys', join(folder, 'system'));
    const { paths, problems } = await discovery.discover(request(), { signal });
    expect([paths, problems]).to.deep.equal([[join(folder, 'app.db')], []]);
  });

  it('accepts names of every kind', async () => {
    const names = ['客户 甲.db', "quote'.db", 'new\nline.db', '-dash.db', '%2e%2e.db'];
    for (const name of names) writeDatabase(join(folder, name), 'CREATE TABLE item (id)');
    const { paths } = await discovery.discover(request(), { signal });
    expect(paths).to.deep.equal(names.map((name) => join(folder, name)).sort());
  });

  it('reports folders that may not be read, and finds the rest', async function () {
    if (isRoot()) this.skip();
    await mkdir(join(folder, 'locked'));
    writeDatabase(join(folder, 'secret.db'), 'CREATE TABLE item (id)');
    writeDatabase(join(folder, 'app.db'), 'CREATE TABLE item (id)');
    await chmod(join(folder, 'locked'), 0);
    await mkdir(join(folder, 'lost+found'), { mode: 0 });
    await chmod(join(folder, 'secret.db'), 0);
    const { paths, problems } = await discovery.discover(request(), { signal });
    expect(paths).to.deep.equal([join(folder, 'app.db')]);
    expect(problems.map(({ message }) => message).sort()).to.have.length(2);
  });

  it('throws DatabaseAccessException when a file is in the place of the directory', async () => {
    const path = writeDatabase(join(folder, 'app.db'), 'CREATE TABLE item (id)');
    const error = await rejectionOf(discovery.discover({ ...request(), directory: path }, { signal }));
    expect(error).to.be.instanceOf(DatabaseAccessException);
    expect((error as DatabaseAccessException).message).to.include('ENOTDIR');
  });
});
