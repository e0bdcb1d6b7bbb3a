import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Progress } from '../../components/progress.tsx';
import { Time } from '../../components/time.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { t, type Key } from '../../i18n/t.ts';
import { noteJob, progressOf, readingOf } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import type { Activity } from './activity.ts';

const WHATS: Readonly<Record<string, Key & `overview.run${string}`>> = {
  create: 'overview.runCreate',
  verify: 'overview.runVerify',
  restore: 'overview.runRestore',
  cleanup: 'overview.runCleanup',
};

/** How far it is: bar, rate, time left, and a way to stop it. */
export function RunningLine({ activity }: { readonly activity: Activity }) {
  const { operation, runId, job, database } = activity;
  const what = t((WHATS[operation] ?? 'overview.runOther') as 'overview.runOther');
  const seen = runId === undefined ? undefined : readingOf(runId);
  const reading = seen ?? (job?.run_id === runId && job !== undefined ? progressOf(job) : undefined);
  return (
    <div class="running-line tone-running">
      <p class="running-what">
        <strong>{what}</strong> · <span class="quiet">{whereabouts(activity)}</span>
      </p>
      <Progress label={t('overview.runOf', { what, name: database })} reading={reading} />
      {job !== undefined && may('cancelJob') && <CancelButton id={job.id} isAsked={job.cancel_requested} />}
    </div>
  );
}

function whereabouts({ startedAt, isElsewhere }: Activity) {
  const began = <RichText text="overview.startedAt" values={{ when: <Time at={startedAt} /> }} />;
  return isElsewhere ? (
    <>
      {began} · {t('overview.elsewhere')}
    </>
  ) : (
    began
  );
}

function CancelButton({ id, isAsked }: { readonly id: string; readonly isAsked: boolean }) {
  const action = useAction();
  const cancel = async (): Promise<void> => {
    noteJob(await api.cancelJob(id));
  };
  return (
    <>
      <Button
        icon="cross"
        isBusy={action.isBusy || isAsked}
        onClick={() => {
          action.run(cancel);
        }}
      >
        {t(isAsked ? 'overview.cancelling' : 'common.cancel')}
      </Button>
      {action.problem !== undefined && <ProblemNote problem={action.problem} />}
    </>
  );
}
