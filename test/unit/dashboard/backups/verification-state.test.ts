import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  verificationGroup,
  verificationState,
} from '../../../../src/adapters/inbound/dashboard/views/backups/verification-state.ts';
import { listed, proof } from './listed-backups.ts';

const SOURCE_FAILED = { level: 'quick', result: 'failed', detail: 'page 7' } as const;

describe('the verification state of a backup', () => {
  it('is verified when the service says so, even after an inconclusive check', () => {
    expect(verificationState(listed())).to.equal('verified');
    expect(verificationState(listed({ proof: proof({ result: 'inconclusive' }) }))).to.equal('verified');
  });

  it('distinguishes unverified from inconclusive', () => {
    expect(verificationState(listed({ verified: false, proof: null }))).to.equal('unverified');
    expect(verificationState(listed({ verified: false, proof: proof({ result: 'inconclusive' }) }))).to.equal(
      'inconclusive',
    );
  });

  it('stays failed when a later check is inconclusive', () => {
    const inconclusive = proof({ result: 'inconclusive' });
    const backup = listed({
      verified: false,
      proof: inconclusive,
      damage_kind: 'verification_failed',
      damage: 'the verification failed',
    });
    expect(verificationState(backup)).to.equal('failed');
  });

  it('distinguishes a damaged backup, source and manifest', () => {
    expect(
      verificationState(
        listed({
          verified: false,
          proof: proof({ result: 'failed' }),
          damage_kind: 'data_missing',
          damage: 'its data file is missing',
        }),
      ),
    ).to.equal('failed');
    expect(verificationState(listed({ verified: false, source_check: SOURCE_FAILED }))).to.equal(
      'source_damaged',
    );
    const withoutRecord = listed({ verified: false, database_bytes: null, source_check: null, proof: null });
    expect(verificationState(withoutRecord)).to.equal('manifest_damaged');
  });

  it('is unmanaged for a file of another tool', () => {
    const foreign = listed({ managed: false, verified: false, database_bytes: null, proof: null });
    expect(verificationState(foreign)).to.equal('unmanaged');
  });

  it('has groups for the filter', () => {
    expect(verificationGroup('inconclusive')).to.equal(verificationGroup('unverified'));
    expect(verificationGroup('manifest_damaged')).to.equal(verificationGroup('failed'));
  });
});
