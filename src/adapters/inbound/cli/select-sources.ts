import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliServices } from './cli-environment.ts';

export interface Source {
  readonly path: string;
  /** `undefined`: derived from the path. */
  readonly database: string | undefined;
}

/**
 * The database at `path`, the configured database `name`, or all configured databases.
 * @throws UsageException no database is configured, or none of that name
 */
export function selectSources(
  { databases }: Pick<CliServices, 'databases'>,
  path: string | undefined,
  name: string | undefined,
): readonly Source[] {
  const configured = databases.map((database) => ({ path: database.path, database: database.name }));
  if (path !== undefined) {
    // A path of a configured database means its configured name too.
    return [{ path, database: name ?? configured.find((source) => source.path === path)?.database }];
  }
  if (configured.length === 0) {
    throw new UsageException('no database is named and none is configured', {
      hint: 'Give a path (backup-manager create path/to/app.db), or set database_path in config/backup_config.json.',
    });
  }
  return name === undefined ? configured : [configuredAs(name, configured)];
}

function configuredAs(name: string, configured: readonly Source[]): Source {
  const named = configured.find((source) => source.database === name);
  if (named !== undefined) return named;
  const [only] = configured;
  if (only !== undefined && configured.length === 1 && only.database === undefined) {
    return { path: only.path, database: name };
  }
  const names = configured.map((source) => source.database ?? source.path).join(', ');
  throw new UsageException(`no database named ${name} is configured`, {
    hint: `Configured databases: ${names}. To back up another database, give its path too.`,
    details: { database: name },
  });
}
