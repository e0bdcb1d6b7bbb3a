import { useState } from 'preact/hooks';
import type { Databases, Finding } from '../../api/types.ts';
import { ShowAllButton } from '../../components/show-all-button.tsx';
import { t } from '../../i18n/t.ts';
import { FindingNote } from './finding-note.tsx';

const SHOWN_AT_FIRST = 6;

interface AttentionListProps {
  /** Most severe first. */
  readonly findings: readonly Finding[];
  readonly known: Databases;
}

export function AttentionList({ findings, known }: AttentionListProps) {
  const [isWhole, setWhole] = useState(false);
  if (findings.length === 0) return null;
  const shown = isWhole ? findings : findings.slice(0, SHOWN_AT_FIRST);
  return (
    <section class="attention" aria-labelledby="attention-title">
      <h2 id="attention-title">
        {t('findings.title')} <span class="quiet number">{findings.length}</span>
      </h2>
      <ul class="attention-list">
        {shown.map((finding, index) => (
          <FindingNote
            key={`${finding.kind} ${finding.database ?? ''} ${String(index)}`}
            finding={finding}
            known={known}
          />
        ))}
      </ul>
      {findings.length > SHOWN_AT_FIRST && (
        <ShowAllButton
          isWhole={isWhole}
          onWhole={setWhole}
          text={t('findings.showAll', { count: findings.length })}
        />
      )}
    </section>
  );
}
