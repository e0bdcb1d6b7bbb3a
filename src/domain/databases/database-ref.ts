/** A database by the name of its backups and its path. */
export interface DatabaseRef {
  readonly name: string;
  readonly path: string;
}

/** A source path. `name` is `undefined` if it is derived from the path. */
export interface SourceRef {
  readonly name: string | undefined;
  readonly path: string;
}
