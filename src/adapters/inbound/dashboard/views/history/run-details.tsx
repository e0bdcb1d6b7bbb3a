import type { ComponentChildren } from 'preact';
import type { HistoryRun, LogLine } from '../../api/types.ts';
import { Fact } from '../../components/fact.tsx';
import { Icon } from '../../components/icon.tsx';
import { JobProgress, Progress } from '../../components/job-progress.tsx';
import { ProblemNote, Skeleton } from '../../components/problem-note.tsx';
import { StatusBadge, type Tone } from '../../components/status-badge.tsx';
import { BackupLink, Bytes, Name, ServiceNote, Time } from '../../components/text.tsx';
import { dateFormat, formatDuration, formatExact, formatNumber } from '../../i18n/format.ts';
import { knownText, t } from '../../i18n/t.ts';
import { backups } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { readingOf, runningJobs } from '../../state/running.ts';
import { knownWord, operationWord, RUN_STYLES } from './run-summary.ts';

interface RunDetailsProps {
  readonly run: HistoryRun;
  readonly log: readonly LogLine[] | undefined;
}

export function RunDetails({ run, log }: RunDetailsProps) {
  return (
    <div class="run-details stack-wide">
      <div class="stack-tight">
        <div>
          <StatusBadge style={RUN_STYLES[run.outcome]}>{t(RUN_STYLES[run.outcome].word)}</StatusBadge>
        </div>
        <p>{t(`history.about_${run.outcome}`)}</p>
      </div>
      {run.outcome === 'running' && <RunningProgress run={run} />}
      <ProblemNote problem={run.error} title={t('history.errorTitle')} />
      <Warnings warnings={run.warnings} />
      <section class="stack-tight">
        <h3>{t('common.details')}</h3>
        <dl class="facts">
          <RunTimes run={run} />
          <RunFacts facts={run.facts} />
          <Fact name={t('history.runId')}>
            <Name>{run.id}</Name>
          </Fact>
        </dl>
      </section>
      <section class="stack-tight">
        <h3>{t('history.log')}</h3>
        <Log run={run} log={log} />
      </section>
    </div>
  );
}

function Log({ run: { outcome }, log }: RunDetailsProps) {
  if (outcome === 'missed' || outcome === 'skipped') return <p class="quiet">{t('history.logNever')}</p>;
  if (log === undefined) return <Skeleton lines={3} />;
  return log.length === 0 ? <p class="quiet">{t('history.logNone')}</p> : <RunLog lines={log} />;
}

/** Only a run of a job can be cancelled. */
function RunningProgress({ run }: { readonly run: HistoryRun }) {
  const job = runningJobs.value.find(({ run_id: runId }) => runId === run.id);
  const label = operationWord(run);
  if (job !== undefined) return <JobProgress job={job} label={label} />;
  return <Progress label={label} reading={readingOf(run.id)} />;
}

function Warnings({ warnings }: Pick<HistoryRun, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <section class="stack-tight tone-attention">
      <h3>{t('history.warnings')}</h3>
      <ul class="run-warnings list">
        {warnings.map(({ message, hint }, index) => (
          <li key={index}>
            <Icon name="attention" />
            <div>
              <p>
                <Name lang="en">{message}</Name>
              </p>
              <ServiceNote>{hint}</ServiceNote>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunTimes({ run }: { readonly run: HistoryRun }) {
  const { outcome, started_at: startedAt, duration_ms: durationMs } = run;
  const hasStarted = outcome !== 'missed' && outcome !== 'skipped';
  return (
    <>
      <Fact name={t(hasStarted ? 'history.started' : 'history.due')}>
        <Time at={startedAt} form="absolute" /> · <Time at={startedAt} />
      </Fact>
      {hasStarted && durationMs !== null && <Fact name={t('common.took')}>{formatDuration(durationMs)}</Fact>}
    </>
  );
}

const LEVEL_TONES = {
  debug: 'unknown',
  info: 'running',
  warn: 'attention',
  error: 'critical',
} as const satisfies Record<LogLine['level'], Tone>;

function RunLog({ lines }: { readonly lines: readonly LogLine[] }) {
  return (
    <ol class="run-log" tabIndex={0} aria-label={t('history.logLabel')} lang="en">
      {lines.map((line, index) => (
        <li key={index} class={`tone-${LEVEL_TONES[line.level]}`}>
          <time class="quiet" dateTime={line.at} title={formatExact(new Date(line.at))}>
            {clockOf(line.at)}
          </time>
          <span class="log-level">{line.level}</span>
          <span class="log-text">
            <Name>{line.message}</Name>
            <Fields fields={line.fields} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Fields({ fields }: Pick<LogLine, 'fields'>) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <span key={name} class="quiet">
          {' '}
          <Name>{`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`}</Name>
        </span>
      ))}
    </>
  );
}

function clockOf(at: string): string {
  return dateFormat({
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(new Date(at));
}

function RunFacts({ facts }: { readonly facts: HistoryRun['facts'] }) {
  const recorded = Object.entries(facts).filter(([, value]) => value !== null);
  return (
    <>
      {recorded.map(([name, value]) => (
        <Fact key={name} name={knownText(`history.fact_${name}`) ?? <code>{name}</code>}>
          {factValue(name, value)}
        </Fact>
      ))}
    </>
  );
}

function factValue(name: string, value: unknown): ComponentChildren {
  if (typeof value === 'number') return numberValue(name, value);
  if (typeof value === 'boolean') return t(value ? 'history.yes' : 'history.no');
  if (typeof value !== 'string') return <Name>{JSON.stringify(value)}</Name>;
  switch (name) {
    case 'filename':
    case 'safety_backup':
      return <MaybeBackupLink filename={value} />;
    case 'verification_level':
      return knownWord('level', value);
    case 'result':
      return knownWord('result', value);
    case 'task':
    case 'scheduled':
      return knownWord('task', value);
    case 'cron':
      return <code>{value}</code>;
    default:
      return <Name>{value}</Name>;
  }
}

function numberValue(name: string, value: number): ComponentChildren {
  if (name.endsWith('_bytes')) return <Bytes value={value} />;
  if (name.endsWith('_ms')) return formatDuration(value);
  return formatNumber(value);
}

function MaybeBackupLink({ filename }: { readonly filename: string }) {
  const { value } = useResource(backups);
  const isThere = value === undefined || value.some((backup) => backup.filename === filename);
  if (isThere) return <BackupLink filename={filename} />;
  return (
    <>
      <Name>{filename}</Name>
      <p class="quiet small">{t('history.backupGone')}</p>
    </>
  );
}
