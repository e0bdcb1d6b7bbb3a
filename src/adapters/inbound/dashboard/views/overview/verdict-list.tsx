import { Fragment, type ComponentChildren } from 'preact';
import type { DatabaseState, DatabaseStatus } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { STATUS_STYLES, StatusBadge } from '../../components/status-badge.tsx';
import { Name, RichText, Time } from '../../components/text.tsx';
import { useFirst } from '../../components/use-first.tsx';
import { formatBytes, formatDuration, formatExact, formatSpan } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import { BackUpFailures, BackUpNow } from '../backups/back-up-now.tsx';
import { useActivities, type Activity } from './activity.ts';
import { findingText, sortFindings } from './findings.ts';
import { RunningLine } from './running-line.tsx';
import { ageHoursAt, ageShare, countNeedingAttention, isUnprotected, verdictText } from './verdict.ts';
import { HOUR_MS } from '../../../../../domain/units.ts';

const SHOWN_AT_FIRST = 8;

interface VerdictListProps {
  /** Worst first. */
  readonly states: readonly DatabaseState[];
  readonly isFirst: boolean;
}

export function VerdictList({ states, isFirst }: VerdictListProps) {
  const activities = useActivities();
  const [shown, showAll] = useFirst(states, SHOWN_AT_FIRST, 'overview.showAll');
  const backUp = isFirst ? undefined : <BackUpNow databases={states.map(({ database }) => database)} />;
  const [only] = states;
  if (states.length === 1 && only !== undefined) {
    return <VerdictLine state={only} activity={activities.get(only.database)} heading="h1" action={backUp} />;
  }
  return (
    <>
      <div class="view-head">
        <h1>{summaryOf(states)}</h1>
        {backUp}
      </div>
      <section class="verdicts" aria-label={t('overview.databases')}>
        {shown.map((state) => (
          <VerdictLine
            key={state.database}
            state={state}
            activity={activities.get(state.database)}
            heading="h2"
          />
        ))}
      </section>
      {showAll}
    </>
  );
}

function summaryOf(states: readonly DatabaseState[]): string {
  const count = countNeedingAttention(states);
  return count === 0
    ? t('overview.allSafe')
    : t('overview.someNeedAttention', { count, total: states.length });
}

/** The sentences of other statuses contain the word. */
const WITH_BADGE: readonly DatabaseStatus[] = ['critical', 'frozen'];

interface VerdictLineProps {
  readonly state: DatabaseState;
  readonly activity: Activity | undefined;
  readonly heading: 'h1' | 'h2';
  readonly action?: ComponentChildren;
}

function VerdictLine({ state, activity, heading: Heading, action }: VerdictLineProps) {
  const { tone, icon, word } = STATUS_STYLES[state.status];
  const isNew = isUnprotected(state);
  const [worst] = sortFindings(state.findings);
  const name = <Name>{state.database}</Name>;
  return (
    <article class={`card verdict tone-${tone}`}>
      <span class="verdict-icon">
        <Icon name={icon} />
      </span>
      <div class="verdict-words">
        <div class="verdict-title">
          <Heading>
            <RichText text={verdictText(state)} values={{ name }} />
          </Heading>
          {WITH_BADGE.includes(state.status) && (
            <StatusBadge style={STATUS_STYLES[state.status]}>{t(word)}</StatusBadge>
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

function AgeGauge({ state }: { readonly state: DatabaseState }) {
  const { database, max_age_hours } = state;
  const at = state.current_as_of ?? state.newest_verified_at;
  const age_hours = ageHoursAt(at, now.value);
  const share = ageShare({ age_hours, max_age_hours });
  const limit = formatSpan(max_age_hours * HOUR_MS);
  const age =
    age_hours === null
      ? t('overview.ageNone')
      : t('overview.ageOld', { age: formatSpan(age_hours * HOUR_MS) });
  return (
    <div class={`age ${toneOf(share)}`}>
      <p class="age-title quiet">{t('overview.age')}</p>
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
      <p class="age-limit quiet">{t('overview.ageOf', { limit })}</p>
    </div>
  );
}

function toneOf(share: number | undefined): string {
  if (share === undefined || share > 2) return 'tone-critical';
  return share > 1 ? 'tone-attention' : 'tone-safe';
}

interface StateProps {
  readonly state: DatabaseState;
}

/** "verified 3 hours ago (full), unchanged since 20 Nov 2026, 02:00, checked 1 hour ago, next backup in 5 hours, …" */
function VerdictSentence({ state }: StateProps) {
  const clauses = [<LastVerification key="p" state={state} />];
  const { last_drill: drill, newest_verified_at: since, current_as_of: checked } = state;
  if (since !== null && checked !== null) clauses.push(<Unchanged key="u" since={since} checked={checked} />);
  clauses.push(<Next key="n" state={state} />);
  if (drill?.restore_ms !== undefined && drill.restore_ms !== null) {
    clauses.push(<>{t('overview.restoresIn', { time: formatDuration(drill.restore_ms) })}</>);
  }
  return <p class="verdict-sentence">{joined(clauses, t('overview.clauseEnd'))}</p>;
}

function LastVerification({ state: { last_proof: proof } }: StateProps) {
  if (proof === null) return <>{t('overview.noneVerified')}</>;
  const values = { when: <Time at={proof.at} />, level: t(`overview.level_${proof.level}`) };
  return <RichText text="overview.verified" values={values} />;
}

function Unchanged({ since, checked }: { readonly since: string; readonly checked: string }) {
  return (
    <RichText
      text="backups.unchanged"
      values={{ since: <Time at={since} form="absolute" />, checked: <Time at={checked} /> }}
    />
  );
}

function Next({ state: { schedule } }: StateProps) {
  const at = schedule.create?.next_at;
  if (at === undefined || at === null) return <>{t('overview.noSchedule')}</>;
  const when = <Time at={at} timeZone={schedule.time_zone} />;
  return <RichText text="overview.nextBackup" values={{ when }} />;
}

function VerdictFacts({ state }: StateProps) {
  const { backup_files: count, total_bytes: bytes, last_drill: drill, schedule } = state;
  const facts: ComponentChildren[] = [
    count === null || bytes === null
      ? t('overview.keptUnknown')
      : t('overview.kept', { count, size: formatBytes(bytes) }),
    drill === null ? (
      t('overview.neverDrilled')
    ) : (
      <RichText
        text="overview.lastDrill"
        values={{ when: <Time at={drill.at} />, result: t(`common.${drill.result}`) }}
      />
    ),
  ];
  for (const task of ['verify', 'drill', 'sync'] as const) {
    const at = schedule[task]?.next_at ?? undefined;
    if (at !== undefined) {
      facts.push(<RichText text={`overview.next_${task}`} values={{ when: <Time at={at} /> }} />);
    }
  }
  return <p class="quiet small">{joined(facts, ' ·')}</p>;
}

function joined(parts: readonly ComponentChildren[], separator: string): ComponentChildren {
  return parts.map((part, index) => (
    <Fragment key={index}>
      <span class="clause">
        {part}
        {index < parts.length - 1 && separator}
      </span>{' '}
    </Fragment>
  ));
}
