import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import type { SourceFiles } from '../ports/source-files.ts';

/** What a restore in place replaces. */
export interface InPlaceTarget {
  readonly database: string;
  readonly path: string;
  /** Bytes; of the backup. */
  readonly pageSize: number;
}

export interface NamedDatabase {
  readonly name: string;
  readonly path: string;
}

/**
 * Where the database of a backup stands: where it was captured, which must be where it is configured.
 * @throws UsageException that is not known, or not clear
 */
export async function inPlaceTarget(
  backup: Backup,
  databases: readonly NamedDatabase[],
  sourceFiles: SourceFiles,
): Promise<InPlaceTarget> {
  const manifest = manifestOf(backup);
  if (manifest === undefined) {
    throw unclear(`${backup.filename} has no manifest that tells where its database stands`);
  }
  const { database, sourcePath, pageSize } = manifest;
  const configured = databases.find(({ name }) => name === database);
  const configuredPath =
    configured === undefined ? undefined : (await sourceFiles.describe(configured.path)).path;
  const path = sourcePath === '' ? configuredPath : sourcePath;
  if (path === undefined) throw unclear(`where the database of ${backup.filename} stands is not on record`);
  if (configuredPath !== undefined && configuredPath !== path) {
    throw unclear(
      `${database} is configured at ${configuredPath}, but ${backup.filename} was made of ${path}`,
    );
  }
  return { database, path, pageSize };
}

function unclear(problem: string): UsageException {
  return new UsageException(problem, {
    hint: 'Say where to: --to PATH (with --force it replaces what is there).',
  });
}
