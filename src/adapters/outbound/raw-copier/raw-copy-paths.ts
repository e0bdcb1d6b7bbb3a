/** For example `app-20261122T210800123Z-3f2a1c.damaged.db`: database and time of the copy. */
export function rawCopyName(database: string, at: Date, id: string): string {
  return `${database}-${at.toISOString().replace(/[-:.]/g, '')}-${id}.damaged.db`;
}

/** After the database's name, of an incomplete copy. */
const UNFINISHED = /^-\d{8}T\d{9}Z-[0-9a-f]+\.damaged\.db(-wal|-journal)?\.part$/;

/** Whether a file in the quarantine is part of an incomplete copy of exactly this database. */
export function isUnfinishedCopy(filename: string, database: string): boolean {
  return filename.startsWith(database) && UNFINISHED.test(filename.slice(database.length));
}

/** The name of a copy until it is complete. */
export function partOf(path: string): string {
  return `${path}.part`;
}
