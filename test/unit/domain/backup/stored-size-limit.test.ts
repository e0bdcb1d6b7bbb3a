import { expect } from 'chai';
import { describe, it } from 'mocha';
import { beyondStoredSizeLimit } from '../../../../src/domain/backup/stored-size-limit.ts';

describe('beyondStoredSizeLimit', () => {
  it('names the setting and its value', () => {
    const exception = beyondStoredSizeLimit(1024 * 1024 * 1024);
    expect(exception.code).to.equal('BACKUP_CREATION');
    expect(exception.message).to.include('max_backup_size_mb (1024 MB)');
    expect(exception.details).to.deep.equal({ max_stored_bytes: 1024 ** 3 });
  });
});
