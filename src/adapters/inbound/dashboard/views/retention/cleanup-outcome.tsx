import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Progress } from '../../components/progress.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { cleanupOf, dismissCleanup, type CleanupWork } from './cleanup-work.ts';

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
