import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  verificationGroup,
  verificationState,
} from '../../../../src/adapters/inbound/dashboard/views/backups/verification-state.ts';
import { listed, proof } from './listed-backups.ts';

const SOURCE_FAILED = { level: 'quick', result: 'failed', detail: 'page 7' } as const;

describe('how far a backup can be relied on', () => {
  it('is verified where the service says so, though a later look proved nothing', () => {
    expect(verificationState(listed())).to.equal('verified');
    expect(verificationState(listed({ proof: proof({ result: 'inconclusive' }) }))).to.equal('verified');
  });

  it('tells what was never looked at from what could not be decided', () => {
    expect(verificationState(listed({ verified: false, proof: null }))).to.equal('unverified');
    expect(verificationState(listed({ verified: false, proof: proof({ result: 'inconclusive' }) }))).to.equal(
      'unproved',
    );
  });

  it('stays damaged when a later check could not decide', () => {
    const inconclusive = proof({ result: 'inconclusive' });
    const backup = listed({
      verified: false,
      proof: inconclusive,
      damage_kind: 'verification_failed',
      damage: 'the verification failed',
    });
    expect(verificationState(backup)).to.equal('failed');
  });

  it('says what is damaged: the backup, the source it was made of, or its record', () => {
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
    expect(verificationState(withoutRecord)).to.equal('record_damaged');
  });

  it("takes another tool's file for nothing else", () => {
    const foreign = listed({ managed: false, verified: false, database_bytes: null, proof: null });
    expect(verificationState(foreign)).to.equal('unmanaged');
  });

  it('is filtered by as what amounts to the same', () => {
    expect(verificationGroup('unproved')).to.equal(verificationGroup('unverified'));
    expect(verificationGroup('record_damaged')).to.equal(verificationGroup('failed'));
  });
});
