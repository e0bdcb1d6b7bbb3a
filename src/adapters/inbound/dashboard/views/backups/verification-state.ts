import type { Backup, CheckResult } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';

/**
 * The best first. `source_damaged`: an exact copy of a damaged database. `manifest_damaged`: the manifest is
 * unreadable.
 */
export const VERIFICATION_STATES = [
  'verified',
  'inconclusive',
  'unverified',
  'unmanaged',
  'manifest_damaged',
  'source_damaged',
  'failed',
] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

export const VERIFICATION_GROUPS = ['verified', 'unverified', 'damaged', 'unmanaged'] as const;
export type VerificationGroup = (typeof VERIFICATION_GROUPS)[number];

const GROUP_OF: Readonly<Record<VerificationState, VerificationGroup>> = {
  verified: 'verified',
  inconclusive: 'unverified',
  unverified: 'unverified',
  unmanaged: 'unmanaged',
  manifest_damaged: 'damaged',
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
  // An inconclusive verification does not clear a failed one.
  if (damage !== null) return 'failed';
  // Every readable manifest has the database size.
  if (databaseBytes === null) return 'manifest_damaged';
  if (verified) return 'verified';
  return proof === null ? 'unverified' : 'inconclusive';
}

export function verificationGroup(state: VerificationState): VerificationGroup {
  return GROUP_OF[state];
}

interface Style {
  readonly tone: string;
  readonly icon: string;
}

export const VERIFICATION_STYLES = {
  verified: { tone: 'safe', icon: 'safe' },
  inconclusive: { tone: 'attention', icon: 'attention' },
  unverified: { tone: 'attention', icon: 'attention' },
  unmanaged: { tone: 'unknown', icon: 'unknown' },
  manifest_damaged: { tone: 'critical', icon: 'critical' },
  source_damaged: { tone: 'critical', icon: 'critical' },
  failed: { tone: 'critical', icon: 'critical' },
} as const satisfies Record<VerificationState, Style>;

export const RESULT_STYLES = {
  ok: { tone: 'safe', icon: 'safe' },
  failed: { tone: 'critical', icon: 'critical' },
  inconclusive: { tone: 'attention', icon: 'attention' },
} as const satisfies Record<CheckResult, Style>;

export function verificationStateText({ proof }: Backup, state: VerificationState): string {
  return state === 'verified' && proof?.result === 'ok'
    ? t(`backups.level_${proof.level}`)
    : t(`backups.state_${state}`);
}
