import { useState } from 'preact/hooks';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { t } from '../../i18n/t.ts';
import { runningJobs, updateJob } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { reportProblem } from '../../state/toasts.ts';

export function BackUpNow() {
  const [isSending, setSending] = useState(false);
  if (!may('createBackup')) return null;
  const start = async (): Promise<void> => {
    setSending(true);
    try {
      updateJob(await api.create());
    } catch (error) {
      reportProblem(t('backups.backUpFailed'), error);
    } finally {
      setSending(false);
    }
  };
  const isBusy = isSending || captures().length > 0;
  return (
    <Button kind="primary" icon="plus" isBusy={isBusy} onClick={() => void start()}>
      {t('backups.backUpNow')}
    </Button>
  );
}

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
