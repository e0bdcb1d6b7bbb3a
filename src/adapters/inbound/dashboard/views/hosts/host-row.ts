import type { FleetHost, FleetState } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';

export const HOST_STYLES = {
  healthy: { tone: 'safe', icon: 'safe' },
  warning: { tone: 'attention', icon: 'attention' },
  silent: { tone: 'attention', icon: 'unknown' },
  unreadable: { tone: 'critical', icon: 'unknown' },
  critical: { tone: 'critical', icon: 'critical' },
  overdue: { tone: 'critical', icon: 'overdue' },
} as const satisfies Record<FleetState, { tone: string; icon: string }>;

/** From worst to best. */
export const STATES: readonly FleetState[] = [
  'overdue',
  'critical',
  'unreadable',
  'silent',
  'warning',
  'healthy',
];

/** Why the host has its state. */
export function aboutHost({ state, overdue_databases: names }: FleetHost): string {
  return state === 'overdue'
    ? t('hosts.about_overdue', { names: names.join(', ') })
    : t(`hosts.about_${state}`);
}

/** The states that hosts have, the worst first. */
export function countedStates(
  counts: Readonly<Partial<Record<FleetState, number>>>,
): readonly { readonly state: FleetState; readonly count: number }[] {
  return STATES.flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [{ state, count }];
  });
}
