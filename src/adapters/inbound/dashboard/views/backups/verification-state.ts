import type { Backup, CheckResult } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';

export const VERIFICATION_GROUPS = ['verified', 'unverified', 'damaged', 'unmanaged'] as const;
export type VerificationGroup = (typeof VERIFICATION_GROUPS)[number];

interface Style {
  readonly tone: string;
  readonly icon: string;
}

/**
 * The best first. `source_damaged`: an exact copy of a damaged database. `manifest_damaged`: the manifest is
 * unreadable.
 */
export const VERIFICATION_STYLES = {
  verified: { group: 'verified', tone: 'safe', icon: 'safe' },
  inconclusive: { group: 'unverified', tone: 'attention', icon: 'attention' },
  unverified: { group: 'unverified', tone: 'attention', icon: 'attention' },
  unmanaged: { group: 'unmanaged', tone: 'unknown', icon: 'unknown' },
  manifest_damaged: { group: 'damaged', tone: 'critical', icon: 'critical' },
  source_damaged: { group: 'damaged', tone: 'critical', icon: 'critical' },
  failed: { group: 'damaged', tone: 'critical', icon: 'critical' },
} as const satisfies Readonly<Record<string, Style & { readonly group: VerificationGroup }>>;

export type VerificationState = keyof typeof VERIFICATION_STYLES;
export const VERIFICATION_STATES = Object.keys(VERIFICATION_STYLES) as readonly VerificationState[];

export function verificationState(backup: Backup): VerificationState {
  const { managed, verified, database_bytes: databaseBytes, source_check: sourceCheck } = backup;
  const { proof, damage } = backup;
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
  return VERIFICATION_STYLES[state].group;
}

export const RESULT_STYLES = {
  ok: { tone: 'safe', icon: 'safe' },
  failed: { tone: 'critical', icon: 'critical' },
  inconclusive: { tone: 'attention', icon: 'attention' },
} as const satisfies Record<CheckResult, Style>;

export function verificationStateText(
  { proof, damage_kind: damageKind }: Pick<Backup, 'proof' | 'damage_kind'>,
  state: VerificationState,
): string {
  if (damageKind === 'not_restorable') return t('chains.stateNotRestorable');
  return state === 'verified' && proof?.result === 'ok'
    ? t(`backups.level_${proof.level}`)
    : t(`backups.state_${state}`);
}
