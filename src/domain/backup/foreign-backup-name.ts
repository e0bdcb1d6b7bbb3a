import { stemOfFilename } from './compression.ts';
import { isDatabaseName } from './database-name.ts';
import { HOUR_MS } from '../units.ts';

/** `2026-11-22 21:08:00` as file names spell it; the seconds may be missing. */
const TIMESTAMP =
  /(?<year>(?:19|20)\d{2})[-_.]?(?<month>\d{2})[-_.]?(?<day>\d{2})[-_.T ]*(?<hour>[01]\d|2[0-3])[-_.:h]?(?<minute>[0-5]\d)(?:[-_.:m]?(?<second>[0-5]\d))?/;

/** Time zones differ by no more than this. */
const MAX_ZONE_DIFFERENCE_MS = 14 * HOUR_MS;

export interface ForeignBackupName {
  /** The text before the time, or before the ending; `undefined` when it is no database name. */
  readonly database: string | undefined;
  /** Read as UTC: names do not contain a time zone. */
  readonly time: Date | undefined;
}

/** Reads names such as `app_20260115_020000.db.gz`, `app-2026-01-15T02-00.db` and `app.db`. */
export function readForeignBackupName(filename: string): ForeignBackupName {
  const stem = stemOfFilename(filename) ?? filename;
  const found = TIMESTAMP.exec(stem);
  const time = found?.groups === undefined ? undefined : timeOf(found.groups);
  const database = (time === undefined ? stem : stem.slice(0, found?.index)).replace(/[-_. ]+$/, '');
  return { database: isDatabaseName(database) ? database : undefined, time };
}

/**
 * When another tool's backup was made: the last change of the file. If the time in the name differs by more
 * than time zones do, the file was copied later, and the name is right.
 */
export function foreignBackupDate(time: Date | undefined, modifiedAt: Date): Date {
  if (time === undefined) return modifiedAt;
  const apartMs = Math.abs(time.getTime() - modifiedAt.getTime());
  return apartMs <= MAX_ZONE_DIFFERENCE_MS ? modifiedAt : time;
}

function timeOf(groups: Readonly<Record<string, string>>): Date | undefined {
  const { year = '', month = '', day = '', hour = '', minute = '', second = '00' } = groups;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date rolls 31 February over.
  return time.getUTCDate() === Number(day) ? time : undefined;
}
