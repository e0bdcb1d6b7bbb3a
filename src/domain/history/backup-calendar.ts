import { parseBackupName } from '../backup/backup-name.ts';
import { isManaged, isVerified, type Backup } from '../backup/backup.ts';
import { isDamaged } from '../backup/damage.ts';
import { DAY_OUTCOMES, type DayOutcome } from './day-outcome.ts';
import type { HistoryEntry } from './history-entry.ts';
import type { LocalDates } from './local-dates.ts';
import { DAY_MS } from '../units.ts';

export interface CalendarDay {
  /** E.g. `2026-11-22`. */
  readonly date: string;
  readonly outcome: DayOutcome;
  /** Backup runs that started on this day. */
  readonly runs: number;
  /** Those that failed or were interrupted. */
  readonly failures: number;
}

export interface CalendarFacts {
  /** From the run history, newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly backups: readonly Backup[];
}

interface Tally {
  outcome: DayOutcome;
  runs: number;
  failures: number;
}

/** One backup or run that counts for a day. */
interface Mark {
  readonly at: Date;
  readonly outcome: DayOutcome;
  readonly runs?: number;
  readonly failures?: number;
}

/**
 * The outcome of each day for the backups of a database. The best of a day counts: a verified backup, an unverified
 * one, a run that found the database unchanged, a failed or interrupted run or a damaged backup, a missed due time. A
 * backup counts for the day of its creation, also after its removal. Skipped and cancelled runs do not count.
 * @param dates oldest first
 */
export function calendarDays(
  facts: CalendarFacts,
  dates: readonly string[],
  dateOf: LocalDates,
): readonly CalendarDay[] {
  const days = new Map<string, Tally>(dates.map((date) => [date, { outcome: 'none', runs: 0, failures: 0 }]));
  const backups = facts.backups.filter(isManaged);
  const marks = [
    ...backups.map(markOfBackup),
    ...marksOfRemovedBackups(facts.entries, new Set(backups.map(({ filename }) => filename))),
    ...facts.entries.flatMap(markOfRun),
  ];
  for (const { at, outcome, runs = 0, failures = 0 } of marks) {
    const day = isNear(at, dates) ? days.get(dateOf(at)) : undefined;
    if (day === undefined) continue;
    day.outcome = betterOf(day.outcome, outcome);
    day.runs += runs;
    day.failures += failures;
  }
  return [...days].map(([date, day]) => ({ date, ...day }));
}

/** Whether a time may be on one of the dates in any zone: saves time zone arithmetic for the others. */
function isNear(time: Date, dates: readonly string[]): boolean {
  const ms = time.getTime();
  return midnight(dates[0]) - DAY_MS <= ms && ms < midnight(dates.at(-1)) + 2 * DAY_MS;
}

function midnight(date: string | undefined): number {
  return Date.parse(`${date ?? ''}T00:00:00Z`);
}

function betterOf(left: DayOutcome, right: DayOutcome): DayOutcome {
  return DAY_OUTCOMES.indexOf(left) <= DAY_OUTCOMES.indexOf(right) ? left : right;
}

function markOfBackup(backup: Backup): Mark {
  if (isDamaged(backup)) return { at: backup.createdAt, outcome: 'failed' };
  return { at: backup.createdAt, outcome: isVerified(backup) ? 'verified' : 'made' };
}

/** The run only; the backup it made counts separately. */
function markOfRun({ operation, outcome, startedAt: at }: HistoryEntry): readonly Mark[] {
  if (operation !== 'create') return [];
  switch (outcome) {
    case 'failed':
    case 'interrupted':
      return [{ at, outcome: 'failed', runs: 1, failures: 1 }];
    case 'missed':
      return [{ at, outcome: 'missed' }];
    case 'unchanged':
      return [{ at, outcome: 'unchanged', runs: 1 }];
    case 'skipped':
      return [];
    case 'succeeded':
    case 'cancelled':
    case 'running':
      return [{ at, outcome: 'none', runs: 1 }];
  }
}

/** @param counted the files whose backups count by themselves */
function marksOfRemovedBackups(
  entries: readonly HistoryEntry[],
  counted: ReadonlySet<string>,
): readonly Mark[] {
  const verdicts = lastVerdicts(entries);
  return entries.flatMap(({ operation, outcome, startedAt, facts }): readonly Mark[] => {
    if ((operation !== 'create' && operation !== 'adopt') || outcome !== 'succeeded') return [];
    const filename = filenameIn(facts);
    if (counted.has(filename)) return [];
    const wasVerified = verdicts.get(filename) ?? facts['verified'] === true;
    const at = parseBackupName(filename)?.createdAt ?? startedAt;
    return [{ at, outcome: wasVerified ? 'verified' : 'made' }];
  });
}

/** By file: whether its newest conclusive verification was ok. */
function lastVerdicts(entries: readonly HistoryEntry[]): ReadonlyMap<string, boolean> {
  const verdicts = new Map<string, boolean>();
  for (const { operation, facts } of entries) {
    const filename = filenameIn(facts);
    const isVerdict = facts['result'] === 'ok' || facts['result'] === 'failed';
    if (operation !== 'verify' || !isVerdict || verdicts.has(filename)) continue;
    verdicts.set(filename, facts['result'] === 'ok');
  }
  return verdicts;
}

/** Empty where none is recorded: no file has that name. */
function filenameIn({ filename }: HistoryEntry['facts']): string {
  return typeof filename === 'string' ? filename : '';
}
