import { expect } from 'chai';
import { describe, it } from 'mocha';
import { backupDocument, listedBackupDocument } from '../../../../src/adapters/inbound/documents/backup.ts';
import { EMPTY_STATE } from '../../../../src/domain/backup/backup.ts';
import {
  asRestorePoint,
  aBackup,
  aDamagedBackup,
  anUnmanagedBackup,
  aVerification,
  daysBefore,
  NOW,
} from '../../../support/backup-builder.ts';

const UNKNOWN = {
  database_bytes: null,
  duration_ms: null,
  source_path: null,
  engine: null,
  consistency: null,
  source_check: null,
  proof: null,
  drill: null,
};

describe('listed backup', () => {
  it('has the facts of its manifest and verifications', () => {
    const drill = { ...aVerification('failed', daysBefore(1)), level: 'drill', restoreMs: 1500 } as const;
    const verifications = [drill, aVerification('inconclusive')];
    const backup = aBackup({ state: { ...EMPTY_STATE, verifications } });
    const { detail } = aVerification();
    const proof = {
      at: NOW.toISOString(),
      level: 'checksum',
      result: 'inconclusive',
      detail,
      restore_ms: null,
    };
    expect(listedBackupDocument(asRestorePoint(backup))).to.deep.equal({
      ...backupDocument(backup),
      database_bytes: 409_600,
      duration_ms: 1234,
      source_path: '/data/app.db',
      engine: 'native',
      consistency: 'locked',
      source_check: { level: 'quick', result: 'ok', detail: 'quick_check' },
      proof,
      drill: { at: daysBefore(1).toISOString(), level: 'drill', result: 'failed', detail, restore_ms: 1500 },
      copies: [{ store: 'local', verified: false, damage_kind: 'verification_failed', proof }],
    });
  });

  it('has null for unknown values', () => {
    for (const backup of [anUnmanagedBackup(), aDamagedBackup({ verified: false })]) {
      expect(listedBackupDocument(asRestorePoint(backup))).to.deep.equal({
        ...backupDocument(backup),
        ...UNKNOWN,
        copies: [{ store: 'local', verified: false, damage_kind: null, proof: null }],
      });
    }
  });

  it('has no capture facts when it was adopted', () => {
    const adopted = aBackup({ verified: false, manifest: { adopted: true, sourcePath: '' } });
    expect(listedBackupDocument(asRestorePoint(adopted))).to.deep.include({
      ...UNKNOWN,
      database_bytes: 409_600,
      source_check: { level: 'quick', result: 'ok', detail: 'quick_check' },
    });
    const ofKnown = aBackup({ manifest: { adopted: true } });
    expect(listedBackupDocument(asRestorePoint(ofKnown))).to.include({
      source_path: '/data/app.db',
      engine: null,
    });
  });
});
