import type { Backup } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Progress } from '../../components/progress.tsx';
import { t } from '../../i18n/t.ts';
import { progressOf, runningJobs } from '../../state/running.ts';
import { may } from '../../state/session.ts';
import { ScopeNote } from '../session/scope-note.tsx';
import { InspectionResult } from './inspection-result.tsx';
import { useInspection } from './use-inspection.ts';

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
            {t(inspection === undefined ? 'inspect.inspect' : 'inspect.again')}
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
