import type { ComponentChildren } from 'preact';
import type { DatabaseState, DatabaseStatus } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { STATUS_STYLES, StatusBadge } from '../../components/status-badge.tsx';
import { t } from '../../i18n/t.ts';
import type { Activity } from './activity.ts';
import { AgeGauge } from './age-gauge.tsx';
import { BackUpFailures } from './back-up-now.tsx';
import { findingText } from './finding-text.ts';
import { RunningLine } from './running-line.tsx';
import { isUnprotected, verdictText } from './verdict.ts';
import { VerdictFacts, VerdictSentence } from './verdict-sentence.tsx';
import { sortFindings } from './weigh-findings.ts';

/** The sentences of other statuses contain the word. */
const SAYS_MORE: readonly DatabaseStatus[] = ['critical', 'frozen'];

interface VerdictLineProps {
  readonly state: DatabaseState;
  readonly activity: Activity | undefined;
  readonly heading: 'h1' | 'h2';
  readonly action?: ComponentChildren;
}

export function VerdictLine({ state, activity, heading: Heading, action }: VerdictLineProps) {
  const { tone, icon, word } = STATUS_STYLES[state.status];
  const isNew = isUnprotected(state);
  const [worst] = sortFindings(state.findings);
  const name = <Name>{state.database}</Name>;
  return (
    <article class={`verdict tone-${tone}`}>
      <span class="verdict-icon">
        <Icon name={icon} />
      </span>
      <div class="verdict-words">
        <div class="verdict-title">
          <Heading>
            <RichText text={verdictText(state)} values={{ name }} />
          </Heading>
          {SAYS_MORE.includes(state.status) && (
            <StatusBadge tone={tone} icon={icon}>
              {t(word)}
            </StatusBadge>
          )}
        </div>
        {worst !== undefined && worst.kind !== 'no_verified_backup' && (
          <p class="verdict-reason">{findingText(worst)}</p>
        )}
        {activity === undefined ? <VerdictSentence state={state} /> : <RunningLine activity={activity} />}
        {!isNew && <VerdictFacts state={state} />}
      </div>
      <AgeGauge state={state} />
      {action !== undefined && <div class="verdict-action">{action}</div>}
      <BackUpFailures of={(database) => database === state.database} />
    </article>
  );
}
