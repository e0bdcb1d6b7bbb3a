import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BackupManagerException,
  EXCEPTION_CODES,
} from '../../../../src/domain/exceptions/backup-manager-exception.ts';
import { exceptionFromCode } from '../../../../src/domain/exceptions/exception-from-code.ts';

describe('exceptionFromCode', () => {
  for (const code of EXCEPTION_CODES) {
    it(`rebuilds ${code} completely`, () => {
      const cause = new Error('EACCES');
      const exception = exceptionFromCode(code, 'what happened', {
        hint: 'do this',
        details: { path: '/x' },
        cause,
      });
      expect(exception).to.be.instanceOf(BackupManagerException);
      const { name, message, hint, details } = exception;
      expect({ code: exception.code, message, hint, details, cause: exception.cause }).to.deep.equal({
        code,
        message: 'what happened',
        hint: 'do this',
        details: { path: '/x' },
        cause,
      });
      expect(name)
        .to.equal(exception.constructor.name)
        .and.to.match(/Exception$/);
    });
  }

  it('gives each code a class of its own', () => {
    const classes = EXCEPTION_CODES.map((code) => exceptionFromCode(code, '', { hint: '' }).constructor);
    expect(new Set(classes).size).to.equal(EXCEPTION_CODES.length);
  });

  it('has no cause and no details without them', () => {
    const exception = exceptionFromCode('USAGE', 'x', { hint: 'y' });
    expect(Object.hasOwn(exception, 'cause')).to.equal(false);
    expect(exception.details).to.deep.equal({});
  });
});
