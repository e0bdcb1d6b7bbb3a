import { useEffect, useRef, useState } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Backup, Inspection } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Progress } from '../../components/job-progress.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ScopeNote } from '../../components/scope-note.tsx';
import { t } from '../../i18n/t.ts';
import { progressOf, runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { InspectionResult } from './inspection-result.tsx';

interface InspectPanelProps {
  readonly backup: Backup;
}

export function InspectPanel({ backup }: InspectPanelProps) {
  return may('inspectBackup') ? (
    <Style backup={backup} />
  ) : (
    <ScopeNote scope="admin">{t('inspect.needs')}</ScopeNote>
  );
}

function Style({ backup }: InspectPanelProps) {
  const { inspection, problem, isInspecting, style, cancel } = useInspection(backup.filename);
  return (
    <div class="panel stack inspect">
      {problem !== undefined && <ProblemNote problem={problem} title={t('inspect.failed')} />}
      {isInspecting ? (
        <Inspecting backup={backup} onCancel={cancel} />
      ) : (
        <div>
          <Button icon="inspect" onClick={style}>
            {t(inspection === undefined ? 'backups.inspect' : 'inspect.again')}
          </Button>
        </div>
      )}
      {inspection !== undefined && <InspectionResult inspection={inspection} />}
    </div>
  );
}

function Inspecting({ backup, onCancel }: InspectPanelProps & { readonly onCancel: () => void }) {
  const { database } = backup;
  const label = t('inspect.inspecting');
  const job = runningJobs.value.find(
    (one) => one.operation === 'inspect' && (database === null || one.database === database),
  );
  return (
    <div class="job-progress tone-running">
      <div class="job-progress-text">
        <p class="job-progress-label">{label}</p>
        <Progress label={label} reading={job === undefined ? undefined : progressOf(job)} />
      </div>
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
    </div>
  );
}

interface InspectionState {
  readonly inspection: Inspection | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isInspecting: boolean;
  readonly style: () => void;
  readonly cancel: () => void;
}

/** An abort also stops the inspection in the service. */
function useInspection(filename: string): InspectionState {
  const [inspection, setInspection] = useState<Inspection | undefined>(undefined);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const [isInspecting, setLooking] = useState(false);
  const current = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const style = async (): Promise<void> => {
    const stopping = new AbortController();
    current.current = stopping;
    setLooking(true);
    setProblem(undefined);
    try {
      setInspection(await api.inspect(filename, stopping.signal));
    } catch (error) {
      if (!stopping.signal.aborted) setProblem(problemFrom(error));
    } finally {
      setLooking(false);
    }
  };
  return {
    inspection,
    problem,
    isInspecting,
    style: () => void style(),
    cancel: () => current.current?.abort(),
  };
}
