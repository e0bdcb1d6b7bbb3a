import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliServices } from './cli-environment.ts';

export interface Source {
  readonly path: string;
  /** The name its backups are kept under; `undefined` derives it from the path. */
  readonly database: string | undefined;
}

type Configured = Pick<CliServices, 'databases'>;

/**
 * The databases that a call means: the one at `path`, the configured one of that name, or all configured ones.
 * @throws UsageException nothing is configured, or nothing of that name
 */
export function selectSources(
  { databases }: Configured,
  path: string | undefined,
  name: string | undefined,
): readonly Source[] {
  const configured = databases.map((database) => ({ path: database.path, database: database.name }));
  if (path !== undefined) {
    // A configured database keeps its configured name when it is named by its path.
    return [{ path, database: name ?? configured.find((source) => source.path === path)?.database }];
  }
  if (configured.length === 0) {
    throw new UsageException('no database was named and none is configured', {
      hint: 'Name one (backup-manager create path/to/app.db), or set database_path in config/backup_config.json.',
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
    hint: `Configured are: ${names}. To back up another one, give its path too.`,
    details: { database: name },
  });
}
