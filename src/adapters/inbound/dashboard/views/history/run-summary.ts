import type { HistoryRun } from '../../api/types.ts';
import { formatBytes, formatDuration } from '../../i18n/format.ts';
import { knownText, t, type Key } from '../../i18n/t.ts';

interface RunSummary {
  readonly text: string;
  /** An English text of the service. */
  readonly isServers?: boolean;
}

type Facts = HistoryRun['facts'];

export function runSummary(run: HistoryRun): RunSummary {
  switch (run.outcome) {
    case 'missed':
      return { text: t('history.sum_missed') };
    case 'skipped':
      return { text: t('history.sum_skipped') };
    case 'interrupted':
      return { text: t('history.sum_interrupted') };
    case 'running':
      return { text: '' };
    case 'failed':
    case 'cancelled':
      return run.error === null ? { text: '' } : { text: run.error.message, isServers: true };
    case 'unchanged':
      return { text: [t('history.sum_unchanged'), ...warningsText(run)].join(' · ') };
    case 'succeeded':
      return { text: successText(run) };
  }
}

function successText(run: HistoryRun): string {
  return [...partsOf(run.operation, run.facts), ...warningsText(run)].join(' · ');
}

function warningsText({ warnings }: HistoryRun): readonly string[] {
  return warnings.length === 0 ? [] : [t('history.sum_warnings', { count: warnings.length })];
}

function partsOf(operation: string, facts: Facts): readonly string[] {
  switch (operation) {
    case 'create':
      return createParts(facts);
    case 'verify':
      return verifyParts(facts);
    case 'restore':
      return texts(facts['restored_to']).map((path) => t('history.sum_restore', { path }));
    case 'cleanup':
      return cleanupParts(facts);
    case 'copy':
    case 'sync':
      return copyParts(facts);
    case 'adopt':
      return texts(facts['adopted_from']).map((name) => t('history.sum_adopt', { name }));
    case 'annotate':
      return annotateParts(facts);
    case 'inspect':
      return numbers(facts['tables']).map((count) => t('inspect.tables', { count }));
    case 'acknowledge':
      return acknowledgeParts(facts);
    case 'schedule':
      return scheduleParts(facts);
    default:
      return [];
  }
}

function createParts({ database_bytes, stored_bytes, verified, type }: Facts): readonly string[] {
  const [database] = numbers(database_bytes);
  const [stored] = numbers(stored_bytes);
  if (database === undefined || stored === undefined) return [];
  const sizes = t('history.sum_create', { database: formatBytes(database), stored: formatBytes(stored) });
  return [
    ...(type === 'diff' || type === 'incr' ? [t(`chains.${type}`)] : []),
    sizes,
    ...(verified === false ? [t('history.sum_createUnverified')] : []),
  ];
}

function verifyParts({ verification_level, result, restore_ms }: Facts): readonly string[] {
  const drill = numbers(restore_ms).map((ms) => t('backups.restoredIn', { time: formatDuration(ms) }));
  if (typeof verification_level !== 'string' || typeof result !== 'string') return drill;
  const level = knownWord('level', verification_level);
  return [t('history.sum_verify', { level, result: knownWord('result', result) }), ...drill];
}

function cleanupParts({ removed, kept, failed }: Facts): readonly string[] {
  const [count] = numbers(removed);
  const [rest] = numbers(kept);
  if (count === undefined || rest === undefined) return [];
  const outcomes =
    count === 0
      ? t('history.sum_cleanupNone', { kept: rest })
      : t('history.sum_cleanup', { count, kept: rest });
  const failures = numbers(failed).filter((number) => number > 0);
  return [outcomes, ...failures.map((number) => t('history.sum_cleanupFailed', { count: number }))];
}

function copyParts({ copied, copied_bytes: copiedBytes }: Facts): readonly string[] {
  const [count] = numbers(copied);
  if (count === undefined) return [];
  if (count === 0) return [t('history.sum_copiedNone')];
  return numbers(copiedBytes).map((bytes) => t('history.sum_copied', { count, size: formatBytes(bytes) }));
}

function annotateParts({ pinned, label }: Facts): readonly string[] {
  const pin = t(pinned === true ? 'history.sum_pinned' : 'history.sum_unpinned');
  return [pin, ...texts(label).map((text) => t('history.sum_labelled', { label: text }))];
}

function acknowledgeParts({ acknowledged }: Facts): readonly string[] {
  if (!Array.isArray(acknowledged)) return [];
  const count = acknowledged.length;
  return [count === 0 ? t('history.sum_acknowledgeNone') : t('history.sum_acknowledge', { count })];
}

function scheduleParts({ task, cron }: Facts): readonly string[] {
  if (typeof task !== 'string' || typeof cron !== 'string') return [];
  return [t('history.sum_schedule', { task: knownWord('task', task), cron })];
}

export function knownWord(area: 'level' | 'result' | 'task', word: string): string {
  return knownText(area === 'level' ? `backups.level_${word}` : `history.${area}_${word}`) ?? word;
}

function numbers(value: unknown): readonly number[] {
  return typeof value === 'number' ? [value] : [];
}

function texts(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : [];
}

/** How severe the result of a successful run is: a verification may find damage. */
export function runProblem({
  outcome,
  facts,
  warnings,
}: Pick<HistoryRun, 'outcome' | 'facts' | 'warnings'>): 'critical' | 'attention' | undefined {
  if (outcome !== 'succeeded' && outcome !== 'unchanged') return undefined;
  const { result, verified, failed } = facts;
  if (result === 'failed') return 'critical';
  const isDoubtful =
    result === 'inconclusive' || verified === false || (typeof failed === 'number' && failed > 0);
  return isDoubtful || warnings.length > 0 ? 'attention' : undefined;
}

type RunOutcome = HistoryRun['outcome'];

export const RUN_STYLES = {
  running: { tone: 'running', icon: 'running', word: 'common.running' },
  succeeded: { tone: 'safe', icon: 'check', word: 'common.succeeded' },
  unchanged: { tone: 'safe', icon: 'check', word: 'common.unchanged' },
  failed: { tone: 'critical', icon: 'critical', word: 'common.failed' },
  cancelled: { tone: 'unknown', icon: 'cross', word: 'common.cancelled' },
  interrupted: { tone: 'critical', icon: 'attention', word: 'common.interrupted' },
  missed: { tone: 'attention', icon: 'overdue', word: 'common.missed' },
  skipped: { tone: 'attention', icon: 'paused', word: 'common.skipped' },
} as const satisfies Record<RunOutcome, { tone: string; icon: string; word: Key }>;

/** An operation of another version keeps its own name. */
export function operationWord({ operation, facts }: Pick<HistoryRun, 'operation' | 'facts'>): string {
  const isDrill = operation === 'verify' && facts['verification_level'] === 'drill';
  return knownText(`history.op_${isDrill ? 'drill' : operation}`) ?? operation;
}
