import { constants } from 'node:os';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  directoryException,
  isOutOfSpace,
} from '../../../../src/adapters/outbound/files/directory-exception.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';

/** `code`: as Node reports an error that libuv does not name. */
function systemError(name: keyof typeof constants.errno, code: string = name): Error {
  const errno = -constants.errno[name];
  return Object.assign(new Error(`${code}: write`), { code, errno, syscall: 'write' });
}

describe('directoryException', () => {
  const meaningOf = (error: Error): string => {
    const exception = directoryException(error, '/backup') as BackupDirectoryException;
    expect(exception).to.be.instanceOf(BackupDirectoryException);
    expect(exception.hint).not.to.equal('');
    return exception.message;
  };

  for (const [name, meaning] of Object.entries({
    EDQUOT: /^the quota is used up: \/backup$/,
    EFBIG: /too large/,
    EMFILE: /too many files .* process/,
    ENFILE: /too many files .* machine/,
    EAGAIN: /no free resources/,
    ENOMEM: /out of memory/,
    EROFS: /read-only/,
    ENAMETOOLONG: /too long/,
    ELOOP: /links/,
    EPERM: /not permitted/,
    EXDEV: /another file system/,
    ESTALE: /stale/,
  })) {
    it(`describes ${name}`, () => {
      expect(meaningOf(systemError(name as keyof typeof constants.errno))).to.match(meaning);
    });
  }

  it('uses the number when Node has no name for the error', function () {
    if (process.platform !== 'linux') this.skip();
    const quota = systemError('EDQUOT', 'Unknown system error -122');
    expect(meaningOf(quota)).to.match(/quota/);
    expect((directoryException(quota, '/backup') as BackupDirectoryException).details).to.include({
      system_code: 'EDQUOT',
    });
    expect(meaningOf(systemError('EDQUOT', 'UNKNOWN'))).to.match(/quota/);
    expect(meaningOf(systemError('ESTALE', 'Unknown system error -116'))).to.match(/stale/);
  });

  it('returns any other error unchanged', () => {
    const bug = new TypeError('x is not a function');
    expect(directoryException(bug, '/backup')).to.equal(bug);
  });

  it('treats a used-up quota as a full disk', () => {
    expect(isOutOfSpace(systemError('ENOSPC'))).to.equal(true);
    expect(isOutOfSpace(systemError('EDQUOT', 'Unknown system error -122'))).to.equal(true);
    expect(isOutOfSpace(systemError('EROFS'))).to.equal(false);
  });
});
