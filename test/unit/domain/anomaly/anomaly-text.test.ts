import { expect } from 'chai';
import { describe, it } from 'mocha';
import { describeAnomaly, pausedReason } from '../../../../src/domain/anomaly/anomaly-text.ts';
import type { Anomaly } from '../../../../src/domain/anomaly/anomaly.ts';
import { NOW } from '../../../support/backup-builder.ts';

const DAMAGE: Anomaly = { kind: 'source_damaged', since: NOW, detail: 'page 5' };
const COLLAPSE: Anomaly = {
  kind: 'collapse',
  since: NOW,
  before: { databaseBytes: 1000 },
  after: { databaseBytes: 10 },
};
const UNREADABLE: Anomaly = { kind: 'unreadable_record', since: NOW, detail: 'it is not JSON' };

describe('describeAnomaly', () => {
  for (const [anomaly, facts] of [
    [DAMAGE, 'page 5'],
    [COLLAPSE, '10 bytes, before 1000 bytes'],
    [UNREADABLE, 'it is not JSON'],
  ] as const) {
    it(`says what happened and what to do: ${anomaly.kind}`, () => {
      const { message, hint } = describeAnomaly('app', anomaly);
      expect(message).to.include('app').and.include(facts);
      expect(hint).to.include('backup-manager acknowledge app');
    });
  }

  it('is no reason for a pause without an anomaly', () => {
    expect(pausedReason('app', [])).to.equal(undefined);
  });

  it('is the reason of a pause, each with its start', () => {
    const reason = pausedReason('app', [DAMAGE, COLLAPSE]);
    expect(reason).to.include('page 5').and.include('before 1000 bytes').and.include('acknowledge app');
    expect(reason?.split(NOW.toISOString())).to.have.lengthOf(3);
  });
});
