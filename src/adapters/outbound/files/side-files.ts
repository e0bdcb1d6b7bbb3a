const SIDE_FILE = /^(.+)-(?:wal|shm|journal)$/s;

/** A side file needs its database in the same folder: a database may itself be named `old-journal`. */
export function isSideFile(name: string, siblings: ReadonlySet<string>): boolean {
  const main = SIDE_FILE.exec(name)?.[1];
  return main !== undefined && siblings.has(main);
}
