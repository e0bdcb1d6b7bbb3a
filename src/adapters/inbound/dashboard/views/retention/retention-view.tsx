import { useMemo } from 'preact/hooks';
import type { Cleanup, DatabaseState } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EmptyCard } from '../../components/empty-state.tsx';
import { LoadState, ProblemNote } from '../../components/problem-note.tsx';
import { useFirst } from '../../components/use-first.tsx';
import { t } from '../../i18n/t.ts';
import { cleanupPreview, useCleanupPreview } from '../../state/cleanup-preview.ts';
import { backups, databases } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { may } from '../../state/session.ts';
import { useShownStores } from '../stores/shown-stores.ts';
import { UnlistedStores } from '../stores/unlisted-stores.tsx';
import { retentionGroups } from './cleanup-groups.ts';
import { HowRetentionDecides, RetentionCard } from './retention-card.tsx';

const NOTHING_DECIDED: Pick<Cleanup, 'removed' | 'kept'> = { removed: [], kept: [] };
const SHOWN = 20;

export function RetentionView() {
  const reading = useResource(databases);
  return (
    <div class="view">
      <div class="stack-tight">
        <h1>{t('shell.retention')}</h1>
        <p class="quiet">{t('retention.subtitle')}</p>
      </div>
      <LoadState reading={reading} title={t('retention.policiesUnreadable')} lines={6} />
      {reading.value !== undefined && <Policies states={reading.value.databases} />}
    </div>
  );
}

function Policies({ states }: { readonly states: readonly DatabaseState[] }) {
  const mayDecide = may('cleanUp');
  const { value: list, problem } = useResource(backups);
  useCleanupPreview();
  useShownStores();
  const preview = cleanupPreview.value.value;
  const groups = useMemo(
    () => retentionGroups(states, list ?? [], preview ?? NOTHING_DECIDED),
    [states, list, preview],
  );
  const [shown, showAll] = useFirst(groups, SHOWN, 'overview.showAll');
  return (
    <>
      <ProblemNote problem={problem} title={t('retention.listUnreadable')} />
      {mayDecide && <UnlistedStores />}
      {mayDecide ? <PreviewProblem /> : <p class="quiet">{t('retention.previewMayNot')}</p>}
      {groups.length === 0 && (
        <EmptyCard icon="unknown" title={t('retention.emptyTitle')}>
          {t('retention.emptyText')}
        </EmptyCard>
      )}
      {shown.map((group) => (
        <RetentionCard
          key={group.database ?? ''}
          group={group}
          backups={list ?? []}
          isDecided={preview !== undefined && list !== undefined}
        />
      ))}
      {showAll}
      <HowRetentionDecides />
    </>
  );
}

function PreviewProblem() {
  const again = (
    <div>
      <Button onClick={() => void cleanupPreview.refresh()}>{t('retention.previewAgain')}</Button>
    </div>
  );
  const problem = cleanupPreview.problem.value;
  return <ProblemNote problem={problem} title={t('retention.previewFailed')} action={again} />;
}
