import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { createFaultLock } from '../../support/fault-locks.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/fault-small-disk.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('On a full disk, where cleaning up and restoring must continue', () => {
  let disk: SmallDisk | undefined;

  beforeEach(async function () {
    disk = await mountSmallDisk();
    if (disk === undefined) this.skip();
  });

  afterEach(() => disk?.dispose());

  for (const [here, there] of [
    ['SqliteOperationLock', 'SqliteOperationLock'],
    ['SqliteOperationLock', 'LockFileOperationLock'],
    ['LockFileOperationLock', 'SqliteOperationLock'],
    ['LockFileOperationLock', 'LockFileOperationLock'],
  ] as const) {
    it(`a ${here} is acquired, holds off a ${there}, and is released`, async () => {
      await disk!.fill(0);
      const held = await createFaultLock(here, disk!.directory).acquire('app', 'cleanup');
      const other = createFaultLock(there, disk!.directory);
      expect(await rejectionOf(other.acquire('app', 'create'))).to.be.instanceOf(
        OperationInProgressException,
      );
      await held.release();
      await (await other.acquire('app', 'create')).release();
    });
  }
});
