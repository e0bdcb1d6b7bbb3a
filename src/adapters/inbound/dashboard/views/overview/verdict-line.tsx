import type { ComponentChildren } from 'preact';
import type { DatabaseState, DatabaseStatus } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { STATUS_STYLES, StatusBadge } from '../../components/status-badge.tsx';
import { formatExact } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import type { Activity } from './activity.ts';
import { BackUpFailures } from '../backups/back-up-now.tsx';
import { findingText, sortFindings } from './findings.ts';
import { RunningLine } from './running-line.tsx';
import { spanText } from './span-text.ts';
import { VerdictFacts, VerdictSentence } from './verdict-sentence.tsx';
import { ageHoursAt, ageShare, isUnprotected, verdictText } from './verdict.ts';

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

const HOUR_MS = 3_600_000;

function AgeGauge({ state }: { readonly state: DatabaseState }) {
  const { database, newest_verified_at: at, max_age_hours } = state;
  const age_hours = ageHoursAt(at, now.value);
  const share = ageShare({ age_hours, max_age_hours });
  const limit = spanText(max_age_hours * HOUR_MS, language.value);
  const age =
    age_hours === null
      ? t('overview.ageNone')
      : t('overview.ageOld', { age: spanText(age_hours * HOUR_MS, language.value) });
  return (
    <div class={`age ${toneOf(share)}`}>
      <p class="age-title">{t('overview.age')}</p>
      <p class="age-value" title={at === null ? undefined : formatExact(new Date(at))}>
        {age}
      </p>
      <div
        class="age-track"
        role="meter"
        aria-label={t('overview.ageLabel', { name: database, age, limit })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(Math.min(1, share ?? 1) * 100)}
        aria-valuetext={age}
      >
        <div class="age-fill" style={{ width: `${String(Math.min(1, share ?? 0) * 100)}%` }} />
      </div>
      <p class="age-limit">{t('overview.ageOf', { limit })}</p>
    </div>
  );
}

function toneOf(share: number | undefined): string {
  if (share === undefined || share > 2) return 'tone-critical';
  return share > 1 ? 'tone-attention' : 'tone-safe';
}
