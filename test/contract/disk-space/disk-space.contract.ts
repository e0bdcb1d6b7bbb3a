import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DiskSpace } from '../../../src/application/ports/disk-space.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface DiskSpaceSubject {
  readonly diskSpace: DiskSpace;
  readonly directory: string;
  /** A path on a file system without a size; `undefined` where there is none. */
  withoutSize(): string | undefined;
  /** Makes measuring fail, and returns the path. */
  breakMeasuring(): string;
  dispose(): Promise<void>;
}

export function describeDiskSpace(name: string, create: () => Promise<DiskSpaceSubject>): void {
  describe(`${name} is a DiskSpace`, () => {
    let subject: DiskSpaceSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    it('measures whole bytes, and no more free than total', async () => {
      const { freeBytes, totalBytes } = await subject.diskSpace.measure(subject.directory);
      expect(Number.isSafeInteger(freeBytes) && Number.isSafeInteger(totalBytes)).to.equal(true);
      expect(freeBytes).to.be.at.least(0);
      expect(totalBytes).to.be.at.least(Number(freeBytes)).and.to.be.above(0);
    });

    it('measures a missing path where it would be created', async () => {
      const { totalBytes } = await subject.diskSpace.measure(subject.directory);
      const missing = await subject.diskSpace.measure(`${subject.directory}/not/there/yet`);
      expect(missing.totalBytes).to.equal(totalBytes);
    });

    it('reports unknown space where the file system gives no size', async function () {
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
