import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { calendarDays, type CalendarDay } from '../domain/history/backup-calendar.ts';
import { entriesByDatabase } from '../domain/history/entries-by-database.ts';
import { datesUpTo, localDates } from '../domain/history/local-dates.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunRecorder } from './runs/run-recorder.ts';

export interface ReportCalendarCommand {
  /** How many days, today the last of them; of very many databases there may be fewer. */
  readonly days: number;
  /** Only this one; `undefined` tells of all. */
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
  readonly journal: Pick<RunHistory, 'read'>;
  /** What it still has to write is part of what was. */
  readonly recorder: Pick<RunRecorder, 'flush'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface CalendarPolicy {
  /** Whose days. */
  readonly timeZone: string;
  /** The databases that are meant to be backed up, asked for each time. */
  readonly databases: () => readonly { readonly name: string }[];
}

/** Of all databases together. A year of a thousand would be 22 MB, and nobody else would be answered for a second. */
const MOST_DAYS_IN_ALL = 50_000;

/** What each day was for the backups of each database: by the runs on record and the backups there are. */
export class ReportCalendar {
  readonly #ports: CalendarPorts;
  readonly #policy: CalendarPolicy;

  constructor(ports: CalendarPorts, policy: CalendarPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * The databases that are meant to be backed up come first, then by name those of which only backups or runs of these
   * days are left.
   *
   * @throws BackupDirectoryException the backups or the journal cannot be read
   */
  async execute({ days, database }: ReportCalendarCommand): Promise<CalendarReport> {
    const { store, journal, recorder, clock } = this.#ports;
    const { timeZone } = this.#policy;
    await recorder.flush();
    const runs = entriesByDatabase((await journal.read()).entries);
    const backups = groupByDatabase(await store.list({ database }));
    const dateOf = localDates(timeZone);
    const meant = new Set(this.#policy.databases().map(({ name }) => name));
    const others = [...runs.keys(), ...backups.keys()].filter((name) => name !== undefined).sort();
    const names = [...new Set([...meant, ...others])].filter(
      (name) => database === undefined || name === database,
    );
    const mostDays = Math.max(1, Math.floor(MOST_DAYS_IN_ALL / names.length));
    const dates = datesUpTo(dateOf(clock.now()), Math.min(days, mostDays));
    const databases = names
      .map((name) => {
        const facts = { entries: runs.get(name) ?? [], backups: backups.get(name) ?? [] };
        return { database: name, days: calendarDays(facts, dates, dateOf) };
      })
      .filter((one) => meant.has(one.database) || one.days.some(isEventful));
    return { timeZone, databases };
  }
}

function isEventful({ outcome, runs }: CalendarDay): boolean {
  return outcome !== 'none' || runs > 0;
}
