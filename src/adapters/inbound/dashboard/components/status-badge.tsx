import type { DatabaseStatus } from '../api/types.ts';
import { t, type Key } from '../i18n/t.ts';
import { Icon, type IconName } from './icon.tsx';

/** How much it matters, which is what colours mean here and nothing else. */
export type Tone = 'safe' | 'attention' | 'critical' | 'running' | 'unknown';

export interface StatusStyle {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: Key;
}

/** The look of a database's verdict. */
export const STATUS_STYLES = {
  healthy: { tone: 'safe', icon: 'safe', word: 'common.healthy' },
  warning: { tone: 'attention', icon: 'attention', word: 'common.warning' },
  critical: { tone: 'critical', icon: 'critical', word: 'common.critical' },
  overdue: { tone: 'critical', icon: 'overdue', word: 'common.overdue' },
  frozen: { tone: 'attention', icon: 'frozen', word: 'common.frozen' },
} as const satisfies Record<DatabaseStatus, StatusStyle>;

interface StatusBadgeProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: string;
  /** `quiet` is plain text with an icon, `filled` stands out. */
  readonly kind?: 'quiet' | 'filled';
}

/** A state in an icon, a colour and a word. */
export function StatusBadge({ tone, icon, children, kind = 'filled' }: StatusBadgeProps) {
  return (
    <span class={`badge badge-${kind} tone-${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}

export function DatabaseStatusBadge({ status }: { readonly status: DatabaseStatus }) {
  const { tone, icon, word } = STATUS_STYLES[status];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {t(word)}
    </StatusBadge>
  );
}
