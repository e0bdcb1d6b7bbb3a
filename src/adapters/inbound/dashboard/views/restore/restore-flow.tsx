import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RestorePlan } from '../../api/types.ts';
import { api } from '../../state/session.ts';
import { dismissWork, isAtWork, work, workOn, type BackupWork } from '../backups/backup-work.ts';
import { ConfirmRestore } from './confirm-restore.tsx';
import { PlanList } from './plan-list.tsx';
import { RestoreEnd } from './restore-end.tsx';
import { RestoreProgress } from './restore-progress.tsx';
import { RestoreStart } from './restore-start.tsx';
import type { RestoreSubject } from './restore-subject.tsx';

interface RestoreFlowProps {
  readonly subject: RestoreSubject;
  readonly plan?: RestorePlan;
  readonly onLeave?: () => void;
}

/** The restore continues when the drawer closes. */
export function RestoreFlow({ subject, plan: given, onLeave }: RestoreFlowProps) {
  const [plan, setPlan] = useState<RestorePlan | undefined>(given);
  const { filename, database } = subject;
  const current = workOn(filename, 'restore') ?? workOn(filename, 'undo');
  const stage = stageOf(current, isAtWork(filename), plan);
  const place = useStageFocus(stage, given === undefined ? 'start' : undefined);
  const start = (): void => {
    setPlan(undefined);
    void work(filename, 'restore', () => api.restore({ filename }));
  };
  const undo = (): void => {
    if (database !== null) void work(filename, 'undo', () => api.undoRestore(database));
  };
  const back = (): void => {
    setPlan(undefined);
    dismissWork(filename);
    onLeave?.();
  };
  return (
    <div class="panel restore" ref={place} tabIndex={-1}>
      {stage === 'start' && <RestoreStart subject={subject} onPlan={setPlan} onUndo={undo} />}
      {stage === 'plan' && plan !== undefined && (
        <div class="stack">
          <PlanList plan={plan} />
          <ConfirmRestore subject={subject} onConfirm={start} onCancel={back} />
        </div>
      )}
      {current !== undefined && stage === 'work' && <RestoreProgress subject={subject} work={current} />}
      {current !== undefined && stage === 'end' && (
        <RestoreEnd subject={subject} work={current} onUndo={undo} onBack={back} />
      )}
    </div>
  );
}

type Stage = 'start' | 'plan' | 'work' | 'end';

function stageOf(current: BackupWork | undefined, isBusy: boolean, plan: RestorePlan | undefined): Stage {
  if (current !== undefined) return isBusy ? 'work' : 'end';
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
