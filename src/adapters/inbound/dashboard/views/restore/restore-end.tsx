import type { Restored } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import type { BackupWork } from '../backups/backup-work.ts';
import { isRawCopy } from './last-restore.ts';
import { RestoreOutcome } from './restore-outcome.tsx';
import type { RestoreSubject } from './restore-subject.tsx';
import { UndoOffer } from './undo-offer.tsx';

const CANCELLED = 'CANCELLED';

interface RestoreEndProps {
  readonly subject: RestoreSubject;
  readonly work: BackupWork;
  readonly onUndo: () => void;
  readonly onBack: () => void;
}

export function RestoreEnd({ subject, work, onUndo, onBack }: RestoreEndProps) {
  const { kind, problem } = work;
  if (problem !== undefined) {
    return (
      <div class="stack">
        {problem.code === CANCELLED ? (
          <p class="outcome tone-unknown" role="status">
            <span class="outcome-title">
              <Icon name="info" />
              {t('restore.cancelled')}
            </span>
          </p>
        ) : (
          <ProblemNote
            problem={problem}
            title={t(kind === 'undo' ? 'restore.undoFailed' : 'restore.failed')}
          />
        )}
        <div>
          <Button onClick={onBack}>{t('restore.again')}</Button>
        </div>
      </div>
    );
  }
  const restored = work.result as Restored;
  const { safety_backup: safety } = restored;
  const close = (
    <Button kind="plain" onClick={onBack}>
      {t('restore.close')}
    </Button>
  );
  return (
    <div class="stack">
      <RestoreOutcome subject={subject} restored={restored} isUndo={kind === 'undo'} />
      {safety !== null && !isRawCopy(safety) && may('undoRestore') ? (
        <UndoOffer
          key={restored.filename}
          subject={subject}
          action={kind === 'undo' ? 'restore.redo' : 'restore.undo'}
          onUndo={onUndo}
        >
          {close}
        </UndoOffer>
      ) : (
        <div>{close}</div>
      )}
    </div>
  );
}
