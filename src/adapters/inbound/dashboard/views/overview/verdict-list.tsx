import type { DatabaseState } from '../../api/types.ts';
import { useFirst } from '../../components/use-first.tsx';
import { t } from '../../i18n/t.ts';
import { useActivities } from './activity.ts';
import { BackUpNow } from '../backups/back-up-now.tsx';
import { VerdictLine } from './verdict-line.tsx';
import { countNeedingAttention } from './verdict.ts';

const SHOWN_AT_FIRST = 8;

interface VerdictListProps {
  /** Worst first. */
  readonly states: readonly DatabaseState[];
  readonly isFirst: boolean;
}

export function VerdictList({ states, isFirst }: VerdictListProps) {
  const activities = useActivities();
  const [shown, showAll] = useFirst(states, SHOWN_AT_FIRST, 'overview.showAll');
  const backUp = isFirst ? undefined : <BackUpNow databases={states.map(({ database }) => database)} />;
  const [only] = states;
  if (states.length === 1 && only !== undefined) {
    return <VerdictLine state={only} activity={activities.get(only.database)} heading="h1" action={backUp} />;
  }
  return (
    <>
      <div class="view-head">
        <h1>{summaryOf(states)}</h1>
        {backUp}
      </div>
      <section class="verdicts" aria-label={t('overview.databases')}>
        {shown.map((state) => (
          <VerdictLine
            key={state.database}
            state={state}
            activity={activities.get(state.database)}
            heading="h2"
          />
        ))}
      </section>
      {showAll}
    </>
  );
}

function summaryOf(states: readonly DatabaseState[]): string {
  const count = countNeedingAttention(states);
  return count === 0
    ? t('overview.allSafe')
    : t('overview.someNeedAttention', { count, total: states.length });
}
