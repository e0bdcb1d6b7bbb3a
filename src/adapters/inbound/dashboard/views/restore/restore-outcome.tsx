import type { ComponentChildren } from 'preact';
import type { Restored } from '../../api/types.ts';
import { Bytes } from '../../components/bytes.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import { isRawCopy } from './last-restore.ts';
import { subjectValues, type RestoreSubject } from './restore-subject.tsx';

interface RestoreOutcomeProps {
  readonly subject: RestoreSubject;
  readonly restored: Restored;
  readonly isUndo: boolean;
}

export function RestoreOutcome({ subject, restored, isUndo }: RestoreOutcomeProps) {
  const values = subjectValues(subject);
  return (
    <div class="outcome tone-safe" role="status">
      <p class="outcome-title">
        <Icon name="safe" />
        <span>
          {isUndo ? (
            <RichText text="restore.undone" values={{ name: values.name }} />
          ) : (
            <RichText text="restore.done" values={values} />
          )}
        </span>
      </p>
      <dl class="facts">
        <Fact name={t('restore.took')}>
          {formatDuration(restored.duration_ms)} · {t(`restore.how_${restored.method}`)}
        </Fact>
        <Fact name={t('restore.place')}>
          <Name>{restored.restored_to}</Name>
        </Fact>
        <Fact name={t('restore.size')}>
          <Bytes value={restored.database_bytes} />
        </Fact>
        <Fact name={t('restore.digest')}>
          <code class="digest">{restored.database_sha256}</code>
          <span class="quiet small plan-detail">{t('restore.digestOf')}</span>
        </Fact>
        <SafetyFact safety={restored.safety_backup} />
      </dl>
    </div>
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
      <a href={hashOf('backups', safety)}>
        <Name>{safety}</Name>
      </a>
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
