import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DiskSpace } from '../../../src/application/ports/disk-space.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface DiskSpaceSubject {
  readonly diskSpace: DiskSpace;
  /** A directory that is there. */
  readonly directory: string;
  /** A path on a file system that does not tell its size; `undefined` where there is none. */
  withoutSize(): string | undefined;
  /** Makes measuring fail, and gives the path to measure then. */
  breakMeasuring(): string;
  dispose(): Promise<void>;
}

/** The promises of the DiskSpace port. */
export function describeDiskSpace(name: string, create: () => Promise<DiskSpaceSubject>): void {
  describe(`${name} is a DiskSpace`, () => {
    let subject: DiskSpaceSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    it('measures whole bytes, and no more of them free than there are', async () => {
      const { freeBytes, totalBytes } = await subject.diskSpace.measure(subject.directory);
      expect(Number.isSafeInteger(freeBytes) && Number.isSafeInteger(totalBytes)).to.equal(true);
      expect(freeBytes).to.be.at.least(0);
      expect(totalBytes).to.be.at.least(Number(freeBytes)).and.to.be.above(0);
    });

    it('measures a path that does not exist yet where it would be created', async () => {
      const { totalBytes } = await subject.diskSpace.measure(subject.directory);
      const missing = await subject.diskSpace.measure(`${subject.directory}/not/there/yet`);
      expect(missing.totalBytes).to.equal(totalBytes);
    });

    it('says that the room is unknown where the file system does not tell its size', async function () {
      const path = subject.withoutSize();
      if (path === undefined) return this.skip();
      const room = await subject.diskSpace.measure(path);
      expect(room).to.deep.equal({ freeBytes: undefined, totalBytes: undefined });
    });

    it('throws BackupDirectoryException with a hint when the path cannot be measured', async () => {
      const error = await rejectionOf(subject.diskSpace.measure(subject.breakMeasuring()));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).not.to.equal('');
    });
  });
}
