/** `app-20261122T210800123Z-3f2a1c.damaged.db`: says whose it is and when it was set aside. */
export function rawCopyName(database: string, at: Date, id: string): string {
  return `${database}-${at.toISOString().replace(/[-:.]/g, '')}-${id}.damaged.db`;
}

/** What a copy is called until all of it is there. */
export function partOf(path: string): string {
  return `${path}.part`;
}
