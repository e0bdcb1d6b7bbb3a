import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it, type Context } from 'mocha';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { itemTable, readItems, writeDatabase } from '../../support/database-fixtures.ts';
import { bindMount, mountReadOnly, unmount } from '../../support/fault-bind-mount.ts';
import { PythonProcess } from '../../support/python-process.ts';
import { capture, expectRefusal } from './database-snapshotter.contract.ts';
import type { FileSnapshotterSubject } from './file-snapshotter-subject.ts';
import type { EngineTraits } from './unreachable-sources.contract.ts';

/** Has written what is in the log only, and goes on having the database open. */
const APPLICATION = `
db = sqlite3.connect(path, isolation_level=None)
db.execute("UPDATE item SET body = 'in the log'")
stay()
`;

/** Sources as containers see them: through mounts. Only root on Linux may make any. */
export function describeMounts(
  name: string,
  create: () => Promise<FileSnapshotterSubject>,
  { needsSideFiles }: EngineTraits,
): void {
  describe(`${name} through a mount`, () => {
    let subject: FileSnapshotterSubject;
    let source: string;
    let mounted: string;
    let application: PythonProcess | undefined;

    beforeEach(async () => {
      subject = await create();
      source = subject.path('app.db');
      application = undefined;
    });

    afterEach(async () => {
      await application?.stop();
      unmount(mounted);
      await subject.dispose();
    });

    async function mountFolder(context: Context): Promise<string> {
      mounted = join(subject.folder, 'mounted');
      if (!(await mountReadOnly(subject.path('.'), mounted))) context.skip();
      return join(mounted, 'app.db');
    }

    async function mountFile(context: Context): Promise<string> {
      mounted = subject.path('mounted elsewhere.db');
      if (!(await bindMount(source, mounted))) context.skip();
      return mounted;
    }

    async function expectContent(path: string, expected: unknown): Promise<void> {
      await capture(subject, path);
      const { image } = await subject.readArtifact('gzip');
      expect(await subject.contentOf(image)).to.deep.equal(expected);
    }

    for (const mode of ['delete', 'truncate', 'persist'] as const) {
      it(`captures from a read-only folder: rollback journal, ${mode}`, async function () {
        writeDatabase(source, `PRAGMA journal_mode = ${mode}; ${itemTable(20)}`);
        const expected = readItems(source);
        await expectContent(await mountFolder(this), expected);
      });
    }

    it('captures from a read-only folder: WAL, while the application has it open', async function () {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      application = await PythonProcess.start(APPLICATION, source);
      const expected = readItems(source);
      expect(JSON.stringify(expected)).to.include('in the log');
      await expectContent(await mountFolder(this), expected);
    });

    it('captures from a read-only folder: WAL, left behind by an application that was killed', async function () {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      application = await PythonProcess.start(APPLICATION, source);
      const expected = readItems(source);
      await application.kill();
      await expectContent(await mountFolder(this), expected);
    });

    it(`${needsSideFiles ? 'refuses' : 'captures'} in a read-only folder: WAL, closed in order`, async function () {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      const expected = readItems(source);
      for (const suffix of ['-wal', '-shm']) await rm(source + suffix, { force: true });
      const path = await mountFolder(this);
      if (needsSideFiles) await expectRefusal(subject, capture(subject, path), DatabaseAccessException);
      else await expectContent(path, expected);
    });

    it('refuses a WAL database whose file is mounted alone: its log is not there', async function () {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      application = await PythonProcess.start(APPLICATION, source);
      const path = await mountFile(this);
      const { message, hint } = await expectRefusal(subject, capture(subject, path), DatabaseAccessException);
      expect(message).to.include('without its directory');
      expect(hint).to.include('Mount the directory');
    });

    it('captures such a file where the application works on this side of the mount', async function () {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      const path = await mountFile(this);
      const database = new DatabaseSync(path);
      database.exec("UPDATE item SET body = 'in the log'");
      const expected = readItems(path);
      await expectContent(path, expected);
      database.close();
    });

    it('captures a file that is mounted alone in a rollback mode', async function () {
      writeDatabase(source, itemTable(20));
      const expected = readItems(source);
      await expectContent(await mountFile(this), expected);
    });
  });
}
