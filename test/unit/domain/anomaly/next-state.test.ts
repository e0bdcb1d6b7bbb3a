import { expect } from 'chai';
import { describe, it } from 'mocha';
import { NO_ANOMALIES, type AnomalyState } from '../../../../src/domain/anomaly/anomaly.ts';
import {
  stateAfterAcknowledgement,
  stateAfterCapture,
  stateAfterDamage,
  type HealthyCapture,
} from '../../../../src/domain/anomaly/next-state.ts';
import { NOW, daysBefore } from '../../../support/backup-builder.ts';

const BIG = { databaseBytes: 1000, tableCount: 10 };
const SMALL = { databaseBytes: 100, tableCount: 10 };
const YESTERDAY = daysBefore(1);

const captured = (changes: Partial<HealthyCapture> = {}): HealthyCapture => ({
  at: NOW,
  size: BIG,
  sourceCheck: 'ok',
  newestVerified: { ...BIG, at: YESTERDAY },
  ...changes,
});
const after = (state: AnomalyState, changes: Partial<HealthyCapture> = {}, percent = 50): AnomalyState =>
  stateAfterCapture(state, captured(changes), percent);
const kinds = ({ anomalies }: AnomalyState): readonly string[] => anomalies.map(({ kind }) => kind);

const DAMAGED = stateAfterDamage(NO_ANOMALIES, YESTERDAY, 'page 5');
const COLLAPSED = after(NO_ANOMALIES, { at: YESTERDAY, size: SMALL });
const UNREADABLE: AnomalyState = {
  anomalies: [{ kind: 'unreadable_record', since: YESTERDAY, detail: 'not JSON' }],
};

describe('the anomaly record of a source', () => {
  it('stays empty while captures are normal', () => {
    expect(after(NO_ANOMALIES)).to.deep.equal(NO_ANOMALIES);
    expect(after(NO_ANOMALIES, { newestVerified: undefined })).to.deep.equal(NO_ANOMALIES);
  });

  it('keeps the start of damage and the latest detail', () => {
    expect(stateAfterDamage(DAMAGED, NOW, 'page 6').anomalies).to.deep.equal([
      { kind: 'source_damaged', since: YESTERDAY, detail: 'page 6' },
    ]);
  });

  it('ends damage with an ok check, not with an inconclusive one', () => {
    expect(after(DAMAGED)).to.deep.equal(NO_ANOMALIES);
    expect(kinds(after(DAMAGED, { sourceCheck: 'inconclusive' }))).to.deep.equal(['source_damaged']);
  });

  it('records a collapse with its figures', () => {
    expect(COLLAPSED.anomalies).to.deep.equal([
      { kind: 'collapse', since: YESTERDAY, before: BIG, after: SMALL },
    ]);
  });

  it('measures an open collapse by the size before it, not by the collapsed backup', () => {
    const newestVerified = { ...SMALL, at: YESTERDAY };
    const smaller = { databaseBytes: 90, tableCount: 10 };
    expect(after(COLLAPSED, { newestVerified, size: smaller }).anomalies).to.deep.equal([
      { kind: 'collapse', since: YESTERDAY, before: BIG, after: smaller },
    ]);
    expect(after(COLLAPSED, { newestVerified, size: { databaseBytes: 500, tableCount: 5 } })).to.deep.equal(
      NO_ANOMALIES,
    );
  });

  it('ends a collapse with any result of the check', () => {
    expect(after(COLLAPSED, { sourceCheck: 'inconclusive' })).to.deep.equal(NO_ANOMALIES);
  });

  it('records no collapse when the comparison is disabled', () => {
    expect(after(NO_ANOMALIES, { size: SMALL }, 0)).to.deep.equal(NO_ANOMALIES);
    expect(after(COLLAPSED, { size: SMALL }, 0)).to.deep.equal(NO_ANOMALIES);
  });

  it('keeps an unreadable record until it is acknowledged', () => {
    expect(kinds(after(UNREADABLE))).to.deep.equal(['unreadable_record']);
    expect(kinds(stateAfterDamage(UNREADABLE, NOW, 'page 5'))).to.deep.equal([
      'unreadable_record',
      'source_damaged',
    ]);
    expect(stateAfterAcknowledgement(UNREADABLE, NOW)).to.deep.equal({ anomalies: [], accepted: undefined });
  });

  describe('once a collapse is acknowledged', () => {
    const accepted = stateAfterAcknowledgement(COLLAPSED, NOW);

    it('uses the new size as the measure, despite older verified backups', () => {
      expect(accepted).to.deep.equal({ anomalies: [], accepted: { ...SMALL, at: NOW } });
      expect(after(accepted, { size: SMALL })).to.deep.equal(accepted);
      expect(kinds(after(accepted, { size: { databaseBytes: 40, tableCount: 10 } }))).to.deep.equal([
        'collapse',
      ]);
    });

    it('uses a newer verified backup as the measure when there is one', () => {
      const newestVerified = { ...BIG, at: new Date(NOW.getTime() + 1) };
      expect(after(accepted, { newestVerified })).to.deep.equal(NO_ANOMALIES);
      expect(after(accepted, { newestVerified, size: SMALL }).anomalies).to.deep.equal([
        { kind: 'collapse', since: NOW, before: BIG, after: SMALL },
      ]);
    });

    it('keeps the acknowledgement when damage is acknowledged', () => {
      const damaged = stateAfterDamage(accepted, NOW, 'page 5');
      expect(stateAfterAcknowledgement(damaged, NOW)).to.deep.equal(accepted);
    });
  });
});
