import { Fragment, type ComponentChildren } from 'preact';
import type { DatabaseState, VerificationLevel } from '../../api/types.ts';
import { RichText } from '../../components/rich-text.tsx';
import { Time } from '../../components/time.tsx';
import { formatBytes, formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

const LEVELS = {
  checksum: 'overview.levelChecksum',
  quick: 'overview.levelQuick',
  full: 'overview.levelFull',
  drill: 'overview.levelDrill',
} as const satisfies Record<VerificationLevel, string>;

interface StateProps {
  readonly state: DatabaseState;
}

/** "verified 3 hours ago (full), next backup in 5 hours, restores in 4.1 s" */
export function VerdictSentence({ state }: StateProps) {
  const clauses = [<LastVerification key="p" state={state} />, <Next key="n" state={state} />];
  const { last_drill: drill } = state;
  if (drill?.restore_ms !== undefined && drill.restore_ms !== null) {
    clauses.push(<>{t('overview.restoresIn', { time: formatDuration(drill.restore_ms) })}</>);
  }
  return <p class="verdict-sentence">{joined(clauses, t('overview.clauseEnd'))}</p>;
}

function LastVerification({ state: { last_proof: proof } }: StateProps) {
  if (proof === null) return <>{t('overview.noneVerified')}</>;
  const values = { when: <Time at={proof.at} />, level: t(LEVELS[proof.level]) };
  return <RichText text="overview.verified" values={values} />;
}

function Next({ state: { schedule } }: StateProps) {
  const at = schedule.create?.next_at;
  if (at === undefined || at === null) return <>{t('overview.noSchedule')}</>;
  const when = <Time at={at} timeZone={schedule.time_zone} />;
  return <RichText text="overview.nextBackup" values={{ when }} />;
}

export function VerdictFacts({ state }: StateProps) {
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
  const verifyAt = schedule.verify?.next_at ?? undefined;
  if (verifyAt !== undefined) {
    facts.push(<RichText text="overview.nextVerify" values={{ when: <Time at={verifyAt} /> }} />);
  }
  const drillAt = schedule.drill?.next_at ?? undefined;
  if (drillAt !== undefined) {
    facts.push(<RichText text="overview.nextDrill" values={{ when: <Time at={drillAt} /> }} />);
  }
  return <p class="verdict-facts">{joined(facts, ' ·')}</p>;
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
