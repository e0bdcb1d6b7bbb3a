import type { Backup } from '../../api/types.ts';

/**
 * How far a backup can be relied on, the best first. `unproved`: it was looked at, and that proved nothing;
 * `source_damaged`: a faithful copy of a database that was damaged; `record_damaged`: its manifest cannot be read.
 */
export const VERIFICATION_STATES = [
  'verified',
  'unproved',
  'unverified',
  'unmanaged',
  'record_damaged',
  'source_damaged',
  'failed',
] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

/** What one filters by: what amounts to the same for who looks. */
export const VERIFICATION_GROUPS = ['verified', 'unverified', 'damaged', 'unmanaged'] as const;
export type VerificationGroup = (typeof VERIFICATION_GROUPS)[number];

const GROUP_OF: Readonly<Record<VerificationState, VerificationGroup>> = {
  verified: 'verified',
  unproved: 'unverified',
  unverified: 'unverified',
  unmanaged: 'unmanaged',
  record_damaged: 'damaged',
  source_damaged: 'damaged',
  failed: 'damaged',
};

export function verificationState(backup: Backup): VerificationState {
  const {
    managed,
    verified,
    database_bytes: databaseBytes,
    source_check: sourceCheck,
    proof,
    damage,
  } = backup;
  if (!managed) return 'unmanaged';
  if (sourceCheck?.result === 'failed') return 'source_damaged';
  // An inconclusive check after a failed one ends nothing.
  if (damage !== null) return 'failed';
  // Every manifest that can be read says how large the database is.
  if (databaseBytes === null) return 'record_damaged';
  if (verified) return 'verified';
  return proof === null ? 'unverified' : 'unproved';
}

export function verificationGroup(state: VerificationState): VerificationGroup {
  return GROUP_OF[state];
}
