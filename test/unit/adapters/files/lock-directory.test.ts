import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  takeLockDirectory,
  withLockDirectory,
} from '../../../../src/adapters/outbound/files/lock-directory.ts';
import { OperationInProgressException } from '../../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const CLAIM = { database: 'app', operation: 'notify', mechanism: 'lock-file' } as const;
const WAIT_MS = 10_000;

describe('withLockDirectory', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'record.lock');
  });

  afterEach(() => removeFolder(folder));

  it('runs one work at a time when several wait for the lock', async () => {
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLockDirectory(path, CLAIM, WAIT_MS, work)));
    expect(most).to.equal(1);
  });

  it('frees the lock when the work throws', async () => {
    const failure = new Error('no');
    const error = await rejectionOf(withLockDirectory(path, CLAIM, WAIT_MS, () => Promise.reject(failure)));
    expect(error).to.equal(failure);
    expect(await withLockDirectory(path, CLAIM, 0, () => Promise.resolve('done'))).to.equal('done');
  });

  it('throws OperationInProgressException without the work when the owner keeps the lock', async () => {
    const held = await takeLockDirectory(path, CLAIM);
    let isDone = false;
    const error = await rejectionOf(
      withLockDirectory(path, CLAIM, 100, async () => {
        isDone = true;
        return Promise.resolve();
      }),
    );
    await held.release();
    expect(error).to.be.instanceOf(OperationInProgressException);
    expect(isDone).to.equal(false);
  });
});
