import { CancelButton, Progress } from '../../components/job-progress.tsx';
import { RichText, Time } from '../../components/text.tsx';
import { knownText, t } from '../../i18n/t.ts';
import { progressOf, readingOf } from '../../state/running.ts';
import type { Activity } from './activity.ts';

export function RunningLine({ activity }: { readonly activity: Activity }) {
  const { operation, runId, job, database } = activity;
  const what = knownText(`overview.run_${operation}`) ?? t('overview.runOther');
  const seen = runId === undefined ? undefined : readingOf(runId);
  const reading = seen ?? (job?.run_id === runId && job !== undefined ? progressOf(job) : undefined);
  return (
    <div class="running-line tone-running">
      <p class="running-what">
        <strong>{what}</strong> · <span class="quiet">{startText(activity)}</span>
      </p>
      <Progress label={t('common.titled', { what, name: database })} reading={reading} />
      {job !== undefined && <CancelButton job={job} icon="cross" />}
    </div>
  );
}

function startText({ startedAt, isElsewhere }: Activity) {
  const started = <RichText text="overview.startedAt" values={{ when: <Time at={startedAt} /> }} />;
  return isElsewhere ? (
    <>
      {started} · {t('overview.elsewhere')}
    </>
  ) : (
    started
  );
}
