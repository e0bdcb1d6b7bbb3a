import type { Problem } from '../../domain/health/backup-directory-health.ts';

/** Something below the directory that may be a database without backups. */
export interface DiscoveryProblem extends Problem {
  /** Bytes that are not UTF-8 are written as `\\xe9`. */
  readonly path: string;
}

/**
 * Finds the databases below a directory, in an order that depends on their paths alone. A port, because it
 * reads the file system in a child process.
 *
 * **Guarantees**
 * - finds a database by its header, not by its name
 * - finds the files that the pattern matches
 * - never takes a side file for a database
 * - finds a database once, by its real path
 * - finds a database in WAL mode during writes, and leaves it unchanged
 * - reports a link with a missing target where the pattern may match
 * - reports folders that may not be read, and finds the rest
 * - never enters `/proc` and `/sys`
 */
export interface DatabaseDiscovery {
  /**
   * @throws DatabaseNotFoundException the directory is missing
   * @throws DatabaseAccessException it is not a directory, or may not be read
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
  /** The files below it, see GlobPattern. */
  readonly glob: string;
  /** Directories to skip: backups are no sources. */
  readonly excluded: readonly string[];
  /** Number of folder levels below the directory. */
  readonly maxDepth: number;
}

export interface DiscoveredDatabases {
  /** Symbolic links resolved. */
  readonly directory: string;
  /** Absolute, symbolic links resolved, sorted. */
  readonly paths: readonly string[];
  /** Resolved targets of links that leave the directory, missing ones included. */
  readonly linkedPaths: readonly string[];
  readonly problems: readonly DiscoveryProblem[];
}
