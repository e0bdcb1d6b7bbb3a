import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Bytes } from '../../components/bytes.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Progress } from '../../components/progress.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { Time } from '../../components/time.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { DecidedGroup } from './cleanup-groups.ts';
import { cleanUp, cleanupOf, dismissCleanup, type CleanupWork } from './cleanup-work.ts';

interface CleanupStepProps {
  readonly database: string;
  readonly removed: DecidedGroup;
}

export function CleanupStep({ database, removed }: CleanupStepProps) {
  const [isConfirming, setConfirming] = useState(false);
  const isRunning = cleanupOf(database)?.isRunning === true;
  const count = removed.decided.length;
  const action = t('retention.remove', { count, size: formatBytes(removed.bytes) });
  return (
    <>
      <Button
        kind="danger"
        isBusy={isRunning}
        onClick={() => {
          setConfirming(true);
        }}
      >
        {action}
      </Button>
      {isConfirming && (
        <ConfirmDialog
          title={t('retention.removeTitle', { count, name: database })}
          action={action}
          isDangerous
          onClose={() => {
            setConfirming(false);
          }}
          onConfirm={() => {
            setConfirming(false);
            void cleanUp(database);
          }}
        >
          <p>{t('retention.removeText')}</p>
          <GoingList removed={removed} />
        </ConfirmDialog>
      )}
    </>
  );
}

function GoingList({ removed: { decided } }: { readonly removed: DecidedGroup }) {
  return (
    <ul class="going-list" tabIndex={0} aria-label={t('retention.removedCount', { count: decided.length })}>
      {decided.map(({ filename, backup }) => (
        <li key={filename}>
          <Name>{filename}</Name>
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
  const work = cleanupOf(database);
  if (work === undefined) return null;
  if (work.isRunning) {
    return <Progress label={t('retention.removing', { name: database })} reading={undefined} />;
  }
  const dismiss = (
    <div>
      <Button
        onClick={() => {
          dismissCleanup(database);
        }}
      >
        {t('retention.dismiss')}
      </Button>
    </div>
  );
  if (work.problem !== undefined) {
    const title = t('retention.removeFailed', { name: database });
    return <ProblemNote problem={work.problem} title={title} action={dismiss} />;
  }
  return (
    <div class="cleanup-outcome" role="status">
      <div class="stack-tight">
        <Removed database={database} work={work} />
        <Failures failed={work.result?.failed ?? []} />
      </div>
      {dismiss}
    </div>
  );
}

function Removed({ database, work }: { readonly database: string; readonly work: CleanupWork }) {
  const count = work.result?.removed.length ?? 0;
  const name = <Name>{database}</Name>;
  return (
    <p class="outcome-line tone-safe">
      <Icon name="check" />
      <span>
        {count === 0 ? (
          <RichText text="retention.removedNone" values={{ name }} />
        ) : (
          <RichText
            text="retention.removed"
            values={{ count, name, size: formatBytes(work.freedBytes ?? 0) }}
          />
        )}
      </span>
    </p>
  );
}

function Failures({ failed }: { readonly failed: NonNullable<CleanupWork['result']>['failed'] }) {
  if (failed.length === 0) return null;
  return (
    <div class="tone-critical">
      <p class="outcome-line">
        <Icon name="critical" />
        <strong>{t('retention.notRemoved', { count: failed.length })}</strong>
      </p>
      <ul class="failed-files">
        {failed.map(({ filename, error }) => (
          <li key={filename}>
            <Name>{filename}</Name>
            {': '}
            <Name lang="en">{error}</Name>
          </li>
        ))}
      </ul>
    </div>
  );
}
