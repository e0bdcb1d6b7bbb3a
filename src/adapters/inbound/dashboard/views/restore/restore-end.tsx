import type { Restored } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Fact } from '../../components/fact.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { BackupLink, Bytes, Name, RichText } from '../../components/text.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import type { TrackedJob } from '../../state/tracked-jobs.ts';
import { hasStores } from '../stores/shown-stores.ts';
import { subjectValues, UndoOffer, type RestoreSubject } from './confirm-restore.tsx';
import { isRawCopy } from './restore-request.ts';

const CANCELLED = 'CANCELLED';
const CANCELLED_STYLE = { tone: 'unknown', icon: 'info' } as const;
const DONE_STYLE = { tone: 'safe', icon: 'safe' } as const;

interface RestoreEndProps {
  readonly subject: RestoreSubject;
  readonly tracked: TrackedJob;
  readonly onUndo: () => void;
  readonly onBack: () => void;
}

export function RestoreEnd({ subject, tracked, onUndo, onBack }: RestoreEndProps) {
  const { kind, problem } = tracked;
  if (problem !== undefined) {
    return (
      <div class="stack">
        {problem.code === CANCELLED ? (
          <Outcome style={CANCELLED_STYLE} title={t('restore.cancelled')} role="status" />
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
  const restored = tracked.result as Restored;
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

interface RestoreOutcomeProps {
  readonly subject: RestoreSubject;
  readonly restored: Restored;
  readonly isUndo: boolean;
}

function RestoreOutcome({ subject, restored, isUndo }: RestoreOutcomeProps) {
  const values = subjectValues(subject);
  const title = isUndo ? (
    <RichText text="restore.undone" values={{ name: values.name }} />
  ) : (
    <RichText text="restore.done" values={values} />
  );
  return (
    <Outcome style={DONE_STYLE} title={title} role="status">
      <dl class="facts">
        <Fact name={t('common.took')}>
          {formatDuration(restored.duration_ms)} · {t(`restore.how_${restored.method}`)}
        </Fact>
        <Fact name={t('restore.place')}>
          <Name>{restored.restored_to}</Name>
        </Fact>
        <Fact name={t('common.databaseSize')}>
          <Bytes value={restored.database_bytes} />
        </Fact>
        <Fact name={t('restore.digest')}>
          <code class="digest">{restored.database_sha256}</code>
          <span class="detail">{t('restore.digestOf')}</span>
        </Fact>
        {hasStores() && (
          <Fact name={t('stores.useCopy')}>
            <Name>{restored.store}</Name>
          </Fact>
        )}
        <SafetyFact safety={restored.safety_backup} />
      </dl>
    </Outcome>
  );
}

function SafetyFact({ safety }: { readonly safety: string | null }) {
  if (safety === null) return <Fact name={t('restore.safetyBackup')}>{t('restore.noneKept')}</Fact>;
  if (isRawCopy(safety)) {
    return (
      <Fact name={t('restore.rawCopy')}>
        <Name>{safety}</Name>
      </Fact>
    );
  }
  return (
    <Fact name={t('restore.safetyBackup')}>
      <BackupLink filename={safety} />
    </Fact>
  );
}
