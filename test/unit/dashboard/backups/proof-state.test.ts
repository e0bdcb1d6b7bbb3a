import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  proofGroupOf,
  proofStateOf,
} from '../../../../src/adapters/inbound/dashboard/views/backups/proof-state.ts';
import { listed, proof } from './listed-backups.ts';

const SOURCE_FAILED = { level: 'quick', result: 'failed', detail: 'page 7' } as const;

describe('how far a backup can be relied on', () => {
  it('is verified where the service says so, though a later look proved nothing', () => {
    expect(proofStateOf(listed())).to.equal('verified');
    expect(proofStateOf(listed({ proof: proof({ result: 'inconclusive' }) }))).to.equal('verified');
  });

  it('tells what was never looked at from what could not be decided', () => {
    expect(proofStateOf(listed({ verified: false, proof: null }))).to.equal('unverified');
    expect(proofStateOf(listed({ verified: false, proof: proof({ result: 'inconclusive' }) }))).to.equal(
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
    expect(proofStateOf(backup)).to.equal('failed');
  });

  it('says what is damaged: the backup, the source it was made of, or its record', () => {
    expect(
      proofStateOf(
        listed({
          verified: false,
          proof: proof({ result: 'failed' }),
          damage_kind: 'data_missing',
          damage: 'its data file is missing',
        }),
      ),
    ).to.equal('failed');
    expect(proofStateOf(listed({ verified: false, source_check: SOURCE_FAILED }))).to.equal('source_damaged');
    const withoutRecord = listed({ verified: false, database_bytes: null, source_check: null, proof: null });
    expect(proofStateOf(withoutRecord)).to.equal('record_damaged');
  });

  it("takes another tool's file for nothing else", () => {
    const foreign = listed({ managed: false, verified: false, database_bytes: null, proof: null });
    expect(proofStateOf(foreign)).to.equal('unmanaged');
  });

  it('is filtered by as what amounts to the same', () => {
    expect(proofGroupOf('unproved')).to.equal(proofGroupOf('unverified'));
    expect(proofGroupOf('record_damaged')).to.equal(proofGroupOf('failed'));
  });
});
