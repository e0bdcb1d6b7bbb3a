import { useState } from 'preact/hooks';
import type { Cleanup, Job } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/job-progress.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Bytes, Name, RichText, StoreName, Time } from '../../components/text.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { api } from '../../state/session.ts';
import { dismissJob, isPending, trackedJob, trackJob } from '../../state/tracked-jobs.ts';
import { hasStores } from '../stores/shown-stores.ts';
import type { DecidedGroup } from './cleanup-groups.ts';

interface CleanupStepProps {
  readonly database: string;
  readonly removed: DecidedGroup;
}

export function CleanupStep({ database, removed }: CleanupStepProps) {
  const [isConfirming, setConfirming] = useState(false);
  const count = removed.decided.length;
  const action = t(hasStores() ? 'stores.removeCopies' : 'retention.remove', {
    count,
    size: formatBytes(removed.bytes),
  });
  return (
    <>
      <Button kind="danger" isBusy={isPending(subjectOf(database))} onClick={() => setConfirming(true)}>
        {action}
      </Button>
      {isConfirming && (
        <ConfirmDialog
          title={t(hasStores() ? 'stores.removeCopiesTitle' : 'retention.removeTitle', {
            count,
            name: database,
          })}
          action={action}
          isDangerous
          onClose={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            void cleanUp(database);
          }}
        >
          <p>{t('retention.removeText')}</p>
          <RemovedFiles removed={removed} />
        </ConfirmDialog>
      )}
    </>
  );
}

function RemovedFiles({ removed: { decided } }: { readonly removed: DecidedGroup }) {
  return (
    <ul
      class="removed-files"
      tabIndex={0}
      aria-label={t(hasStores() ? 'stores.removedCopies' : 'retention.removedCount', {
        count: decided.length,
      })}
    >
      {decided.map(({ filename, store, backup }) => (
        <li key={`${store} ${filename}`}>
          <Name>{filename}</Name>
          <StoreName store={store} />
          {backup !== undefined && (
            <span class="quiet small">
              <Time at={backup.created_at} /> · <Bytes value={backup.size} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

export function CleanupOutcome({ database }: { readonly database: string }) {
  const subject = subjectOf(database);
  const tracked = trackedJob(subject, 'cleanup');
  if (tracked === undefined) return null;
  const { problem } = tracked;
  const result = tracked.result as CleanupResult | undefined;
  const dismiss = (
    <div>
      <Button onClick={() => dismissJob(subject)}>{t('common.dismiss')}</Button>
    </div>
  );
  if (problem !== undefined) {
    const title = t('retention.removeFailed', { name: database });
    return <ProblemNote problem={problem} title={title} action={dismiss} />;
  }
  if (result === undefined) {
    return <Progress label={t('retention.removing', { name: database })} reading={undefined} />;
  }
  return (
    <div class="cleanup-outcome" role="status">
      <div class="stack-tight">
        <Removed database={database} result={result} />
        <Failures failed={result.failed} />
        <StoreFailures failures={result.store_failures} />
      </div>
      {dismiss}
    </div>
  );
}

type CleanupResult = Pick<Cleanup, 'removed' | 'failed' | 'freed_bytes' | 'store_failures'>;

async function cleanUp(database: string): Promise<void> {
  const subject = subjectOf(database);
  if (isPending(subject)) return;
  const resultOf = ({ result }: Job): CleanupResult => {
    const { removed, failed, freed_bytes, store_failures } = result as Cleanup;
    return { removed, failed, freed_bytes, store_failures };
  };
  await trackJob(subject, 'cleanup', () => api.cleanUp(database), resultOf);
}

function subjectOf(database: string): string {
  return `cleanup ${database}`;
}

function Removed({ database, result }: { readonly database: string; readonly result: CleanupResult }) {
  const count = result.removed.length;
  const name = <Name>{database}</Name>;
  return (
    <p class="outcome-line line tone-safe">
      <Icon name="check" />
      <span>
        {count === 0 ? (
          <RichText text="retention.removedNone" values={{ name }} />
        ) : (
          <RichText
            text={hasStores() ? 'stores.copiesRemoved' : 'retention.removed'}
            values={{ count, name, size: formatBytes(result.freed_bytes) }}
          />
        )}
      </span>
    </p>
  );
}

function Failures({ failed }: Pick<CleanupResult, 'failed'>) {
  if (failed.length === 0) return null;
  return (
    <div class="tone-critical">
      <p class="outcome-line line">
        <Icon name="critical" />
        <strong>{t('retention.notRemoved', { count: failed.length })}</strong>
      </p>
      <ul class="failed-files">
        {failed.map(({ filename, store, error }) => (
          <li key={`${store} ${filename}`}>
            <Name>{filename}</Name>
            <StoreName store={store} />
            {': '}
            <Name lang="en">{error}</Name>
          </li>
        ))}
      </ul>
    </div>
  );
}

function StoreFailures({ failures }: { readonly failures: Cleanup['store_failures'] }) {
  return (
    <>
      {failures.map(({ store, error }) => (
        <ProblemNote key={store} problem={error} title={t('stores.notCleaned', { store })} />
      ))}
    </>
  );
}
