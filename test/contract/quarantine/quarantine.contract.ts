import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import type { Quarantine } from '../../../src/application/ports/quarantine.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { NOW, aManifest, daysBefore } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface QuarantineSubject {
  readonly quarantine: Quarantine;
  /** Of the same directory. */
  readonly store: BackupStore;
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

    const setAside = async (changes: Parameters<typeof aManifest>[0] = {}, content = 'damage') =>
      subject.store.quarantine(await subject.stage(content), aManifest(changes));

    it('lists a missing backup directory as empty', async () => {
      expect(await subject.quarantine.list()).to.deep.equal([]);
    });

    it('lists every quarantined capture, newest first, until it is removed', async () => {
      const old = await setAside({ createdAt: daysBefore(1), compression: 'none' });
      const recent = await setAside({}, 'more damage');
      const clash = await setAside();
      expect(await subject.quarantine.list()).to.deep.equal([
        { path: recent, database: 'app', createdAt: NOW, storedBytes: 'more damage'.length },
        { path: clash, database: 'app', createdAt: NOW, storedBytes: 'damage'.length },
        { path: old, database: 'app', createdAt: daysBefore(1), storedBytes: 'damage'.length },
      ]);
      await subject.remove(recent);
      expect((await subject.quarantine.list()).map(({ path }) => path)).to.deep.equal([clash, old]);
    });

    it('removes a capture with its manifest and nothing else; succeeds for one that is gone', async () => {
      const stays = await setAside({ createdAt: daysBefore(1) });
      await setAside();
      const [newest] = await subject.quarantine.list();
      await subject.quarantine.remove(newest!);
      await subject.quarantine.remove(newest!);
      expect((await subject.quarantine.list()).map(({ path }) => path)).to.deep.equal([stays]);
      expect(await subject.exists(`${newest!.path}.json`)).to.equal(false);
      expect(await subject.exists(`${stays}.json`)).to.equal(true);
    });

    it('throws BackupDirectoryException and keeps the manifest when it cannot remove', async () => {
      const path = await setAside();
      const [capture] = await subject.quarantine.list();
      await subject.refuseRemoval(path);
      const error = await rejectionOf(subject.quarantine.remove(capture!));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(await subject.exists(`${path}.json`)).to.equal(true);
    });

    it('ignores other files in the quarantine', async () => {
      const path = await setAside();
      await subject.addFile('notes.txt');
      await subject.addFile('other.db');
      expect((await subject.quarantine.list()).map((capture) => capture.path)).to.deep.equal([path]);
    });
  });
}
