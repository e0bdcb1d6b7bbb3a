import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { calendarDays, type CalendarDay } from '../domain/history/backup-calendar.ts';
import { datesUpTo, localDates } from '../domain/history/local-dates.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunRecorder } from './runs/run-recorder.ts';

export interface ReportCalendarCommand {
  /** Number of days up to today; fewer for very many databases. */
  readonly days: number;
  /** `undefined` for all. */
  readonly database?: string | undefined;
}

export interface CalendarReport {
  /** IANA name. */
  readonly timeZone: string;
  readonly databases: readonly {
    readonly database: string;
    /** Oldest first. */
    readonly days: readonly CalendarDay[];
  }[];
}

export interface CalendarPorts {
  readonly store: Pick<BackupStore, 'list'>;
  readonly history: Pick<RunHistory, 'read'>;
  /** Flushed first: its waiting records are part of the history. */
  readonly recorder: Pick<RunRecorder, 'flush'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface CalendarPolicy {
  /** Its days. */
  readonly timeZone: string;
  /** The configured and discovered databases; called each time, because they change. */
  readonly databases: () => readonly { readonly name: string }[];
}

/** Limit over all databases: a year of a thousand would be 22 MB and block the process for a second. */
const MOST_DAYS_IN_ALL = 50_000;

/**
 * The outcome of each day for the backups of each database, from the run history and the existing backups.
 */
export class ReportCalendar {
  readonly #ports: CalendarPorts;
  readonly #policy: CalendarPolicy;

  constructor(ports: CalendarPorts, policy: CalendarPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * Configured and discovered databases first, then by name those that have only backups or runs.
   * @throws BackupDirectoryException the backups or the run history cannot be read
   */
  async execute({ days, database }: ReportCalendarCommand): Promise<CalendarReport> {
    const { store, history, recorder, clock } = this.#ports;
    const { timeZone } = this.#policy;
    await recorder.flush();
    const runs = groupByDatabase((await history.read()).entries);
    const backups = groupByDatabase(await store.list({ database }));
    const dateOf = localDates(timeZone);
    const configured = new Set(this.#policy.databases().map(({ name }) => name));
    const others = [...runs.keys(), ...backups.keys()].filter((name) => name !== undefined).sort();
    const names = [...new Set([...configured, ...others])].filter(
      (name) => database === undefined || name === database,
    );
    const mostDays = Math.max(1, Math.floor(MOST_DAYS_IN_ALL / names.length));
    const dates = datesUpTo(dateOf(clock.now()), Math.min(days, mostDays));
    const databases = names
      .map((name) => {
        const facts = { entries: runs.get(name) ?? [], backups: backups.get(name) ?? [] };
        return { database: name, days: calendarDays(facts, dates, dateOf) };
      })
      .filter((one) => configured.has(one.database) || one.days.some(isEventful));
    return { timeZone, databases };
  }
}

function isEventful({ outcome, runs }: CalendarDay): boolean {
  return outcome !== 'none' || runs > 0;
}
