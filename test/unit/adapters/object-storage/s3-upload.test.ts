import { expect } from 'chai';
import { describe, it } from 'mocha';
import { partSizeFor } from '../../../../src/adapters/outbound/object-storage/s3-upload.ts';

const MIB = 1024 ** 2;

describe('the part size of an upload to S3', () => {
  it('is the configured one when 10,000 parts are enough', () => {
    expect(partSizeFor(1, 8 * MIB)).to.equal(8 * MIB);
    expect(partSizeFor(10_000 * 8 * MIB, 8 * MIB)).to.equal(8 * MIB);
  });

  it('grows when it would need more parts', () => {
    for (const sizeBytes of [10_000 * 8 * MIB + 1, 1e12, 5 * 1024 ** 4]) {
      const partSizeBytes = partSizeFor(sizeBytes, 8 * MIB);
      expect(Math.ceil(sizeBytes / partSizeBytes)).to.be.within(5_000, 10_000);
      expect(partSizeBytes % MIB).to.equal(0);
    }
  });
});
