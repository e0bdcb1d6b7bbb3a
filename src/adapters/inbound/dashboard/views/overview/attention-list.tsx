import type { Databases, Finding } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name, RichText } from '../../components/text.tsx';
import { useFirst } from '../../components/use-first.tsx';
import { t } from '../../i18n/t.ts';
import { FindingStep } from './finding-step.tsx';
import { findingAdvice, findingText } from './findings.ts';

const SHOWN_AT_FIRST = 6;

interface AttentionListProps {
  /** Most severe first. */
  readonly findings: readonly Finding[];
  readonly known: Databases;
}

export function AttentionList({ findings, known }: AttentionListProps) {
  const [shown, showAll] = useFirst(findings, SHOWN_AT_FIRST, 'findings.showAll');
  if (findings.length === 0) return null;
  return (
    <section class="attention" aria-labelledby="attention-title">
      <h2 id="attention-title">
        {t('common.warning')} <span class="quiet number">{findings.length}</span>
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
      {showAll}
    </section>
  );
}

const STYLES = {
  warning: { tone: 'attention', icon: 'attention', word: 'common.warning' },
  critical: { tone: 'critical', icon: 'critical', word: 'common.critical' },
} as const;

function FindingNote({ finding, known }: { readonly finding: Finding; readonly known: Databases }) {
  const { tone, icon, word } = STYLES[finding.status];
  const { database, message, hint } = finding;
  const text = findingText(finding, known.disk);
  const name = database !== null && (
    <strong>
      <Name>{database}</Name>
    </strong>
  );
  return (
    <li class={`finding tone-${tone}`}>
      <Icon name={icon} />
      <div class="finding-words">
        <p class="finding-text">
          <span class="visually-hidden">{t(word)}: </span>
          {database === null ? text : <RichText text="findings.about" values={{ name, text }} />}
        </p>
        <p class="finding-advice quiet small">{findingAdvice(finding)}</p>
        <details class="quiet small">
          <summary>{t('findings.serviceMessage')}</summary>
          <p>
            <Name lang="en">{message}</Name>
          </p>
          {hint !== '' && (
            <p class="quiet">
              <Name lang="en">{hint}</Name>
            </p>
          )}
        </details>
      </div>
      <FindingStep finding={finding} state={known.databases.find((one) => one.database === database)} />
    </li>
  );
}
