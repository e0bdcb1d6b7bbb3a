import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Quarantine } from '../../../src/application/ports/quarantine.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { NOW, aManifest, daysBefore } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface QuarantineSubject {
  readonly quarantine: Quarantine;
  /** `undefined` where nothing is. */
  read(path: string): Promise<string | undefined>;
  /** No capture can be added from now on. */
  refuseWrites(): Promise<void>;
  /** A staged artifact. */
  stage(content: string): Promise<string>;
  /** Puts a file beside the captures. */
  addFile(filename: string): Promise<void>;
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Makes the file at `path` impossible to remove. */
  refuseRemoval(path: string): Promise<void>;
  dispose(): Promise<void>;
}

export function describeQuarantine(name: string, create: () => Promise<QuarantineSubject>): void {
  describe(`${name} is a Quarantine`, () => {
    let subject: QuarantineSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(() => subject.dispose());

    const add = async (changes: Parameters<typeof aManifest>[0] = {}, content = 'damage') =>
      subject.quarantine.add(await subject.stage(content), aManifest(changes));

    it('lists a missing backup directory as empty', async () => {
      expect(await subject.quarantine.list()).to.deep.equal([]);
    });

    it('lists every quarantined capture, newest first, until it is removed', async () => {
      const old = await add({ createdAt: daysBefore(1), compression: 'none' });
      const recent = await add({}, 'more damage');
      const clash = await add();
      expect(await subject.quarantine.list()).to.deep.equal([
        { path: recent, database: 'app', createdAt: NOW, storedBytes: 'more damage'.length },
        { path: clash, database: 'app', createdAt: NOW, storedBytes: 'damage'.length },
        { path: old, database: 'app', createdAt: daysBefore(1), storedBytes: 'damage'.length },
      ]);
      await subject.remove(recent);
      expect((await subject.quarantine.list()).map(({ path }) => path)).to.deep.equal([clash, old]);
    });

    it('keeps the content and the manifest of a capture, and never replaces another', async () => {
      const one = await add({}, 'bad 1');
      const two = await add({}, 'bad 2');
      expect([await subject.read(one), await subject.read(two)]).to.deep.equal(['bad 1', 'bad 2']);
      expect(await subject.read(`${one}.json`)).to.include('d'.repeat(64));
    });

    it('throws BackupDirectoryException and keeps the staged artifact when it cannot move it', async () => {
      const staged = await subject.stage('bad');
      await subject.refuseWrites();
      const error = await rejectionOf(subject.quarantine.add(staged, aManifest()));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(await subject.read(staged)).to.equal('bad');
    });

    it('removes a capture with its manifest and nothing else; succeeds for one that is gone', async () => {
      const stays = await add({ createdAt: daysBefore(1) });
      await add();
      const [newest] = await subject.quarantine.list();
      await subject.quarantine.remove(newest!);
      await subject.quarantine.remove(newest!);
      expect((await subject.quarantine.list()).map(({ path }) => path)).to.deep.equal([stays]);
      expect(await subject.exists(`${newest!.path}.json`)).to.equal(false);
      expect(await subject.exists(`${stays}.json`)).to.equal(true);
    });

    it('throws BackupDirectoryException and keeps the manifest when it cannot remove', async () => {
      const path = await add();
      const [capture] = await subject.quarantine.list();
      await subject.refuseRemoval(path);
      const error = await rejectionOf(subject.quarantine.remove(capture!));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(await subject.exists(`${path}.json`)).to.equal(true);
    });

    it('ignores other files in the quarantine', async () => {
      const path = await add();
      await subject.addFile('notes.txt');
      await subject.addFile('other.db');
      expect((await subject.quarantine.list()).map((capture) => capture.path)).to.deep.equal([path]);
    });
  });
}
