import { useEffect, useRef, useState } from 'preact/hooks';
import type { Backup, Inspection } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { TitledProgress } from '../../components/job-progress.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ScopeNote } from '../../components/scope-note.tsx';
import { t } from '../../i18n/t.ts';
import { progressOf, runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { InspectionResult } from './inspection-result.tsx';

interface InspectPanelProps {
  readonly backup: Backup;
}

export function InspectPanel({ backup }: InspectPanelProps) {
  return may('inspectBackup') ? (
    <Inspect backup={backup} />
  ) : (
    <ScopeNote scope="admin">{t('inspect.needs')}</ScopeNote>
  );
}

function Inspect({ backup }: InspectPanelProps) {
  const { inspection, problem, isBusy, inspect, cancel } = useInspection(backup.filename);
  return (
    <div class="panel stack inspect">
      <ProblemNote problem={problem} title={t('inspect.failed')} />
      {isBusy ? (
        <Inspecting backup={backup} onCancel={cancel} />
      ) : (
        <div>
          <Button icon="inspect" onClick={inspect}>
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
  const job = runningJobs.value.find(
    (one) => one.operation === 'inspect' && (database === null || one.database === database),
  );
  return (
    <TitledProgress label={t('inspect.inspecting')} reading={job && progressOf(job)}>
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
    </TitledProgress>
  );
}

/** An abort also stops the inspection in the service. */
function useInspection(filename: string) {
  const [inspection, setInspection] = useState<Inspection | undefined>(undefined);
  const { isBusy, problem, run } = useAction();
  const current = useRef<AbortController | undefined>(undefined);
  const cancel = (): void => current.current?.abort();
  useEffect(() => cancel, []);
  const inspect = async (): Promise<void> => {
    const stopping = new AbortController();
    current.current = stopping;
    try {
      setInspection(await api.inspect(filename, stopping.signal));
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  };
  return { inspection, problem, isBusy, inspect: () => run(inspect), cancel };
}
