import type { Problem } from '../../domain/health/backup-directory-health.ts';

/** Why something below the directory may be a database that is not backed up. */
export interface DiscoveryProblem extends Problem {
  /** What could not be looked into; bytes that are not UTF-8 are written as `\\xe9`. */
  readonly path: string;
}

/**
 * Finds the databases below a directory.
 *
 * **Guarantees**
 * - A database is known by its header, never by its name; every file with that header that the pattern takes is found.
 * - Side files (`-wal`, `-shm`, `-journal`) of a file that is there are never taken for databases.
 * - Symbolic links are resolved: a database is found once, by its real path, whatever leads to it; a circle ends.
 * - What cannot be looked into is told and hides nothing else: a folder or file that may not be read, a link whose
 *   target is gone, a database whose name is not UTF-8.
 * - No directory is entered twice, and `/proc` and `/sys` are never entered.
 * - The databases come in an order that depends on their paths alone.
 * - No database is opened in this process, and none is changed.
 */
export interface DatabaseDiscovery {
  /**
   * @throws DatabaseNotFoundException there is no such directory
   * @throws DatabaseAccessException it is no directory, or may not be read
   * @throws the signal's reason when it aborts
   */
  discover(
    request: DiscoveryRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<DiscoveredDatabases>;
}

export interface DiscoveryRequest {
  /** Absolute. */
  readonly directory: string;
  /** Which files below it, see GlobPattern. */
  readonly glob: string;
  /** Directories that are left out: backups are no sources. */
  readonly excluded: readonly string[];
  /** How many folders below the directory are entered. */
  readonly maxDepth: number;
}

export interface DiscoveredDatabases {
  /** The directory, symbolic links resolved. */
  readonly directory: string;
  /** Absolute, symbolic links resolved, sorted. */
  readonly paths: readonly string[];
  /** Where links below the directory lead out of it, resolved; also where nothing is there. */
  readonly linkedPaths: readonly string[];
  /** What could not be looked into. */
  readonly problems: readonly DiscoveryProblem[];
}
