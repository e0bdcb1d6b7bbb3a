const SIDE_FILE = /^(.+)-(?:wal|shm|journal)$/s;

/** Whether a file belongs to a database beside it. A database of its own may be called `old-journal`, too. */
export function isSideFile(name: string, siblings: ReadonlySet<string>): boolean {
  const main = SIDE_FILE.exec(name)?.[1];
  return main !== undefined && siblings.has(main);
}
