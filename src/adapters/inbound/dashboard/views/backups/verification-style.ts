import type { Backup } from '../../api/types.ts';
import type { IconName } from '../../components/icon.tsx';
import type { Tone } from '../../components/status-badge.tsx';
import { t } from '../../i18n/t.ts';
import type { CheckResult } from '../../api/types.ts';
import type { VerificationState } from './verification-state.ts';

interface Style {
  readonly tone: Tone;
  readonly icon: IconName;
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
