import { computed } from '@preact/signals';
import type { DatabaseStatus } from '../api/types.ts';
import { t, type Key } from '../i18n/t.ts';
import { databases } from '../state/data.ts';
import { connection } from '../state/live.ts';
import { route } from '../state/route.ts';
import { sessionState } from '../state/session.ts';

const NAME = 'backup-manager';

const TITLE_OF = {
  critical: 'shell.titleCritical',
  overdue: 'shell.titleCritical',
  warning: 'shell.titleAttention',
  frozen: 'shell.titleAttention',
  healthy: 'shell.titleSafe',
} as const satisfies Record<DatabaseStatus, Key>;

export const pageTitle = computed(() => {
  if (connection.value === 'lost') return `${t('shell.titleLost')} · ${NAME}`;
  // Worst first.
  const worst = databases.value.value?.databases[0]?.status;
  if (sessionState.value !== 'open') return NAME;
  const view = t(`shell.${route.value.view}`);
  return [...(worst === undefined ? [] : [t(TITLE_OF[worst])]), view, NAME].join(' · ');
});
