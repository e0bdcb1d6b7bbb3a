import type { DatabaseStatus } from '../api/types.ts';
import { t, type Key } from '../i18n/t.ts';
import { Icon, type IconName } from './icon.tsx';

/** Colours mean only this. */
export type Tone = 'safe' | 'attention' | 'critical' | 'running' | 'unknown';

export interface BadgeStyle {
  readonly tone: Tone;
  readonly icon: IconName;
}

interface StatusStyle extends BadgeStyle {
  readonly word: Key;
}

export const STATUS_STYLES = {
  healthy: { tone: 'safe', icon: 'safe', word: 'common.healthy' },
  warning: { tone: 'attention', icon: 'attention', word: 'common.warning' },
  critical: { tone: 'critical', icon: 'critical', word: 'common.critical' },
  overdue: { tone: 'critical', icon: 'overdue', word: 'common.overdue' },
  frozen: { tone: 'attention', icon: 'paused', word: 'common.paused' },
} as const satisfies Record<DatabaseStatus, StatusStyle>;

interface StatusBadgeProps {
  readonly style: BadgeStyle;
  readonly children: string;
  readonly kind?: 'quiet' | 'filled';
}

export function StatusBadge({ style: { tone, icon }, children, kind = 'filled' }: StatusBadgeProps) {
  return (
    <span class={`badge badge-${kind} tone-${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}

export function DatabaseStatusBadge({ status }: { readonly status: DatabaseStatus }) {
  return <StatusBadge style={STATUS_STYLES[status]}>{t(STATUS_STYLES[status].word)}</StatusBadge>;
}
