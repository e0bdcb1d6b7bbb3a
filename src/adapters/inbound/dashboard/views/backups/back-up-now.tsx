import { useState } from 'preact/hooks';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';
import { noteJob, runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { reportProblem } from '../../state/toasts.ts';
import { JobProgress } from './job-progress.tsx';

/** Backs up every database. What is under way is shown by `RunningCaptures`. */
export function BackUpNow() {
  const [isAsking, setAsking] = useState(false);
  if (!may('createBackup')) return null;
  const start = async (): Promise<void> => {
    setAsking(true);
    try {
      noteJob(await api.create());
    } catch (error) {
      reportProblem(t('backups.backUpFailed'), error);
    } finally {
      setAsking(false);
    }
  };
  const isBusy = isAsking || captures().length > 0;
  return (
    <Button kind="primary" icon="plus" isBusy={isBusy} onClick={() => void start()}>
      {t('backups.backUpNow')}
    </Button>
  );
}

/** Whoever began them. */
export function RunningCaptures() {
  const running = captures();
  if (running.length === 0) return null;
  return (
    <ul class="card stack running-captures">
      {running.map((job) => (
        <li key={job.id}>
          <JobProgress
            job={job}
            label={
              job.database === null
                ? t('backups.backingUpAll')
                : t('backups.backingUp', { name: job.database })
            }
          />
        </li>
      ))}
    </ul>
  );
}

function captures(): readonly Job[] {
  return runningJobs.value.filter(({ operation }) => operation === 'create');
}
