import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryOperationLock } from '../../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { ReadableDirectoryLock } from '../../../../src/adapters/outbound/operation-lock/readable-directory-lock.ts';
import type { OperationLock } from '../../../../src/application/ports/operation-lock.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationInProgressException } from '../../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const REFUSAL = new BackupDirectoryException('permission denied', { hint: 'permit it' });
const UNUSABLE: OperationLock = { acquire: () => Promise.reject(REFUSAL) };
/** The kernel refuses writes there to root as well. */
const READ_ONLY = '/proc/sys';

describe('ReadableDirectoryLock', () => {
  let writable: string;

  beforeEach(() => {
    writable = fs.mkdtempSync(join(tmpdir(), 'readable-'));
  });

  afterEach(() => {
    fs.rmSync(writable, { recursive: true, force: true });
  });

  it('lets reading operations work without a lock, with one warning, in a read-only directory', async function () {
    if (process.platform !== 'linux') return this.skip();
    for (const operation of ['verify', 'restore', 'inspect'] as const) {
      const held = await new ReadableDirectoryLock(UNUSABLE, READ_ONLY).acquire('app', operation);
      expect(held.isGuarded).to.equal(false);
      expect(held.warnings).to.have.length(1);
      expect(held.warnings?.[0]?.message).to.include(READ_ONLY).and.to.include('retention');
      await held.release();
    }
  });

  it('refuses operations that change backups in a read-only directory', async function () {
    if (process.platform !== 'linux') return this.skip();
    const lock = new ReadableDirectoryLock(UNUSABLE, READ_ONLY);
    for (const operation of ['create', 'cleanup', 'annotate', 'adopt', 'acknowledge'] as const) {
      expect(await rejectionOf(lock.acquire('app', operation))).to.equal(REFUSAL);
    }
  });

  it('refuses when the directory is writable but the lock fails for another reason', async () => {
    const lock = new ReadableDirectoryLock(UNUSABLE, writable);
    expect(await rejectionOf(lock.acquire('app', 'verify'))).to.equal(REFUSAL);
  });

  it('never bypasses the lock of another run', async () => {
    const inner = new InMemoryOperationLock();
    await inner.acquire('app', 'create');
    const error = await rejectionOf(new ReadableDirectoryLock(inner, READ_ONLY).acquire('app', 'verify'));
    expect(error).to.be.instanceOf(OperationInProgressException);
  });
});
