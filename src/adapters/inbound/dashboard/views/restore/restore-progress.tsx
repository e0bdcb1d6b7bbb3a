import { Progress } from '../../components/progress.tsx';
import { formatAbsolute } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { jobOf, type BackupWork } from '../backups/backup-work.ts';
import { JobProgress } from '../backups/job-progress.tsx';
import type { RestoreSubject } from './restore-subject.tsx';

interface RestoreProgressProps {
  readonly subject: RestoreSubject;
  readonly work: BackupWork;
}

export function RestoreProgress({ subject, work }: RestoreProgressProps) {
  const job = jobOf(work);
  const label = labelOf(subject, work);
  return (
    <div class="stack-tight">
      {job === undefined ? (
        <Progress label={label} reading={undefined} />
      ) : (
        <JobProgress job={job} label={label} />
      )}
      <p class="quiet small">{t('restore.cancelHint')}</p>
    </div>
  );
}

function labelOf({ database, filename, createdAt }: RestoreSubject, { kind }: BackupWork): string {
  const name = database ?? filename;
  return kind === 'undo'
    ? t('restore.undoing', { name })
    : t('restore.restoring', { name, when: formatAbsolute(new Date(createdAt)) });
}
