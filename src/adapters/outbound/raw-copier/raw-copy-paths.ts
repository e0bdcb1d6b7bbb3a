/** `app-20261122T210800123Z-3f2a1c.damaged.db`: says whose it is and when it was set aside. */
export function rawCopyName(database: string, at: Date, id: string): string {
  return `${database}-${at.toISOString().replace(/[-:.]/g, '')}-${id}.damaged.db`;
}

/** Behind the database's name, of a copy of which only a part is there. */
const UNFINISHED = /^-\d{8}T\d{9}Z-[0-9a-f]+\.damaged\.db(-wal|-journal)?\.part$/;

/** Whether a file in the quarantine is part of a copy of that very database that never came to its end. */
export function isUnfinishedCopy(filename: string, database: string): boolean {
  return filename.startsWith(database) && UNFINISHED.test(filename.slice(database.length));
}

/** What a copy is called until all of it is there. */
export function partOf(path: string): string {
  return `${path}.part`;
}
