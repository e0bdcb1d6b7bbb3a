import { expect } from 'chai';
import { describe, it } from 'mocha';
import { tmpdir } from 'node:os';
import { syncDirectory } from '../../../../src/adapters/outbound/files/file-system-support.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

describe('syncDirectory', () => {
  it('returns true when the names are durable', async () => {
    expect(await syncDirectory(tmpdir())).to.equal(true);
  });

  it('returns false when the file system does not implement it', async function () {
    // procfs answers EINVAL, as shares of older kernels do.
    if (process.platform !== 'linux') return this.skip();
    expect(await syncDirectory('/proc/self')).to.equal(false);
  });

  it('throws when the directory does not exist', async () => {
    expect(await rejectionOf(syncDirectory('/nowhere/at/all'))).to.have.property('code', 'ENOENT');
  });
});
