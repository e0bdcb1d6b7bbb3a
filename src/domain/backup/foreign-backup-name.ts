import { compressionOfFilename, ENDING_OF } from './compression.ts';
import { isDatabaseName } from './database-name.ts';

/** `2026-11-22 21:08:00` in the spellings that file names have; the seconds may be missing. */
const MOMENT =
  /(?<year>(?:19|20)\d{2})[-_.]?(?<month>\d{2})[-_.]?(?<day>\d{2})[-_.T ]*(?<hour>[01]\d|2[0-3])[-_.:h]?(?<minute>[0-5]\d)(?:[-_.:m]?(?<second>[0-5]\d))?/;

/** Beyond this no two clocks of the earth differ for being in different time zones. */
const MAX_ZONE_DIFFERENCE_MS = 14 * 60 * 60 * 1000;

/** What the name of another tool's backup tells. */
export interface ForeignBackupName {
  /** What stands before the moment, or before the ending; `undefined` when that cannot name a database. */
  readonly database: string | undefined;
  /** Read as UTC: names do not tell their zone. */
  readonly moment: Date | undefined;
}

/** Reads names such as `app_20260115_020000.db.gz`, `app-2026-01-15T02-00.db` and `app.db`. */
export function readForeignBackupName(filename: string): ForeignBackupName {
  const compression = compressionOfFilename(filename);
  const stem = compression === undefined ? filename : filename.slice(0, -ENDING_OF[compression].length);
  const found = MOMENT.exec(stem);
  const moment = found?.groups === undefined ? undefined : momentOf(found.groups);
  const database = (moment === undefined ? stem : stem.slice(0, found?.index)).replace(/[-_. ]+$/, '');
  return { database: isDatabaseName(database) ? database : undefined, moment };
}

/**
 * When another tool's backup was made: the time of its last change, unless the name's moment is further from it than
 * time zones are apart; then the file was copied since, and the name knows better.
 */
export function foreignBackupDate(moment: Date | undefined, modifiedAt: Date): Date {
  if (moment === undefined) return modifiedAt;
  const apartMs = Math.abs(moment.getTime() - modifiedAt.getTime());
  return apartMs <= MAX_ZONE_DIFFERENCE_MS ? modifiedAt : moment;
}

function momentOf(groups: Readonly<Record<string, string>>): Date | undefined {
  const { year = '', month = '', day = '', hour = '', minute = '', second = '00' } = groups;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date rolls 31 February over.
  return moment.getUTCDate() === Number(day) ? moment : undefined;
}
