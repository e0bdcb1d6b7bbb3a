import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Backup, RestorePlan } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { JobProgress, TrackedProgress } from '../../components/job-progress.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ScopeNote } from '../../components/scope-note.tsx';
import { RichText, Time } from '../../components/text.tsx';
import { formatAbsolute } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { dismissJob, isPending, trackedJob, trackJob, type TrackedJob } from '../../state/tracked-jobs.ts';
import { useAction } from '../../state/use-action.ts';
import { CopyField } from '../stores/copy-field.tsx';
import { ConfirmRestore, UndoOffer, type RestoreSubject } from './confirm-restore.tsx';
import { PlanList } from './plan-list.tsx';
import { RestoreEnd } from './restore-end.tsx';
import { useLastRestore } from './restore-request.ts';

interface RestorePanelProps {
  readonly backup: Backup;
  /** The store whose copy is restored; `undefined`: the first good copy. */
  readonly store: string | undefined;
  readonly onStore: (store: string | undefined) => void;
}

export function RestorePanel({ backup, store, onStore }: RestorePanelProps) {
  const { filename, database, created_at: createdAt } = backup;
  return may('restoreBackup') ? (
    <RestoreFlow key={store ?? ''} subject={{ filename, database, createdAt, store }}>
      <CopyField copies={backup.copies} store={store} hasDefault onStore={onStore} />
    </RestoreFlow>
  ) : (
    <ScopeNote scope="admin">{t('restore.needs')}</ScopeNote>
  );
}

interface RestoreFlowProps {
  readonly subject: RestoreSubject;
  readonly plan?: RestorePlan;
  readonly onLeave?: () => void;
  /** Above the first step. */
  readonly children?: ComponentChildren;
}

/** The restore continues when the drawer closes. */
export function RestoreFlow({ subject, plan: given, onLeave, children }: RestoreFlowProps) {
  const [plan, setPlan] = useState<RestorePlan | undefined>(given);
  const { filename, database, store } = subject;
  const current = trackedJob(filename, 'restore') ?? trackedJob(filename, 'undo');
  const stage = stageOf(current, isPending(filename), plan);
  const place = useStageFocus(stage, given === undefined ? 'start' : undefined);
  const start = (): void => {
    setPlan(undefined);
    void trackJob(filename, 'restore', () => api.restore({ filename, store }));
  };
  const undo = (): void => {
    if (database !== null) void trackJob(filename, 'undo', () => api.undoRestore(database));
  };
  const back = (): void => {
    setPlan(undefined);
    dismissJob(filename);
    onLeave?.();
  };
  return (
    <div class="panel restore" ref={place} tabIndex={-1}>
      {stage === 'start' && (
        <RestoreStart subject={subject} onPlan={setPlan} onUndo={undo}>
          {children}
        </RestoreStart>
      )}
      {stage === 'plan' && plan !== undefined && (
        <div class="stack">
          <PlanList plan={plan} />
          <ConfirmRestore subject={subject} onConfirm={start} onCancel={back} />
        </div>
      )}
      {current !== undefined && stage === 'running' && (
        <div class="stack-tight">
          <TrackedProgress tracked={current} label={labelOf(subject, current)} />
          <p class="quiet small">{t('restore.cancelHint')}</p>
        </div>
      )}
      {current !== undefined && stage === 'end' && (
        <RestoreEnd subject={subject} tracked={current} onUndo={undo} onBack={back} />
      )}
    </div>
  );
}

type Stage = 'start' | 'plan' | 'running' | 'end';

function stageOf(current: TrackedJob | undefined, isBusy: boolean, plan: RestorePlan | undefined): Stage {
  if (current !== undefined) return isBusy ? 'running' : 'end';
  return plan === undefined ? 'start' : 'plan';
}

/**
 * The pressed button is gone: the focus moves to the next step.
 * @param focused the stage that needs no focus
 */
function useStageFocus(stage: Stage, focused: Stage | undefined) {
  const place = useRef<HTMLDivElement>(null);
  const last = useRef<Stage | undefined>(focused);
  useLayoutEffect(() => {
    if (last.current === stage) return;
    last.current = stage;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [stage]);
  return place;
}

function labelOf({ database, filename, createdAt }: RestoreSubject, { kind }: TrackedJob): string {
  const name = database ?? filename;
  return kind === 'undo'
    ? t('restore.undoing', { name })
    : t('restore.restoring', { name, when: formatAbsolute(new Date(createdAt)) });
}

interface RestoreStartProps {
  readonly subject: RestoreSubject;
  readonly onPlan: (plan: RestorePlan) => void;
  readonly onUndo: () => void;
  readonly children: ComponentChildren;
}

function RestoreStart({ subject, onPlan, onUndo, children }: RestoreStartProps) {
  const { filename, database, store } = subject;
  const planning = useAction();
  const elsewhere = runningJobs.value.find((job) => job.operation === 'restore' && job.database === database);
  const last = useLastRestore(database, elsewhere === undefined);
  const showPlan = (): void => planning.run(async () => onPlan(await api.planRestore({ filename, store })));
  if (elsewhere !== undefined) {
    return <JobProgress job={elsewhere} label={t('restore.elsewhere', { name: database ?? '' })} />;
  }
  return (
    <div class="stack">
      {last?.filename === filename && may('undoRestore') && (
        <div class="stack-tight">
          <p>
            <RichText text="restore.restoredAt" values={{ when: <Time at={last.at} /> }} />
          </p>
          <UndoOffer subject={subject} action="restore.undo" onUndo={onUndo} />
        </div>
      )}
      {children}
      <ProblemNote problem={planning.problem} title={t('restore.planFailed')} />
      <div>
        <Button icon="restore" isBusy={planning.isBusy} onClick={showPlan}>
          {t('restore.showPlan')}
        </Button>
      </div>
    </div>
  );
}
