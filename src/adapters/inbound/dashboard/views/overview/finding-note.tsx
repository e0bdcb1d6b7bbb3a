import type { Databases, Finding } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { t } from '../../i18n/t.ts';
import { findingAdvice, findingText } from './finding-text.ts';
import { FindingStep } from './finding-step.tsx';

const STYLES = {
  warning: { tone: 'attention', icon: 'attention', word: 'common.warning' },
  critical: { tone: 'critical', icon: 'critical', word: 'common.critical' },
} as const;

interface FindingNoteProps {
  readonly finding: Finding;
  readonly known: Databases;
}

export function FindingNote({ finding, known }: FindingNoteProps) {
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
        <p class="finding-advice">{findingAdvice(finding)}</p>
        <details>
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
