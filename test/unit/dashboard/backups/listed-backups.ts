import type { Backup, VerificationRecord } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  rowsOf,
  type BackupRow,
  type RetentionOutcomes,
} from '../../../../src/adapters/inbound/dashboard/views/backups/backup-row.ts';

/** A verified backup with a ratio of 0.2. */
export function listed(changes: Partial<Backup> = {}): Backup {
  const filename = changes.filename ?? 'app-20261122T210800123Z.db.gz';
  return {
    filename,
    path: `/srv/backup/${filename}`,
    database: 'app',
    type: 'full',
    parent: null,
    restorable: true,
    size: 200,
    created_at: '2026-11-22T21:08:00.123Z',
    compression: 'gzip',
    encrypted: false,
    managed: true,
    verified: true,
    damage: null,
    damage_kind: null,
    pinned: false,
    label: null,
    current_as_of: null,
    database_bytes: 1000,
    duration_ms: 50,
    source_path: '/srv/app.db',
    engine: 'native',
    consistency: 'locked',
    source_check: { level: 'quick', result: 'ok', detail: 'quick_check' },
    proof: proof(),
    drill: null,
    copies: [{ store: 'local', verified: true, damage_kind: null, proof: null }],
    ...changes,
  };
}

export function proof(changes: Partial<VerificationRecord> = {}): VerificationRecord {
  return {
    at: '2026-11-22T21:08:02.000Z',
    level: 'checksum',
    result: 'ok',
    detail: '',
    restore_ms: null,
    ...changes,
  };
}

/** Newest first; named one, two, three and so on. */
export function rows(
  backups: readonly Partial<Backup>[],
  outcomes: RetentionOutcomes = new Map(),
): readonly BackupRow[] {
  const names = ['one', 'two', 'three', 'four', 'five'];
  return rowsOf(
    backups.map((changes, index) => listed({ filename: names[index] ?? String(index), ...changes })),
    outcomes,
  );
}

export function namesOf(some: readonly BackupRow[]): readonly string[] {
  return some.map(({ backup }) => backup.filename);
}
