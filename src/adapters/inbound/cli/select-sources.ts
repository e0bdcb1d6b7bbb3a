import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliServices } from './cli-environment.ts';
import type { SourceRef } from '../../../domain/databases/database-ref.ts';

/**
 * The database at `path`, the configured database `name`, or all configured databases.
 * @throws UsageException no database is configured, or none of that name
 */
export function selectSources(
  { databases: configured }: Pick<CliServices, 'databases'>,
  path: string | undefined,
  name: string | undefined,
): readonly SourceRef[] {
  if (path !== undefined) {
    // A path of a configured database means its configured name too.
    return [{ path, name: name ?? configured.find((source) => source.path === path)?.name }];
  }
  if (configured.length === 0) {
    throw new UsageException('no database is named and none is configured', {
      hint: 'Give a path (backup-manager create path/to/app.db), or set database_path in config/backup_config.json.',
    });
  }
  return name === undefined ? configured : [configuredAs(name, configured)];
}

function configuredAs(name: string, configured: readonly SourceRef[]): SourceRef {
  const named = configured.find((source) => source.name === name);
  if (named !== undefined) return named;
  const [only] = configured;
  if (only !== undefined && configured.length === 1 && only.name === undefined) {
    return { path: only.path, name };
  }
  const names = configured.map((source) => source.name ?? source.path).join(', ');
  throw new UsageException(`no database named ${name} is configured`, {
    hint: `Configured databases: ${names}. To back up another database, give its path too.`,
    details: { database: name },
  });
}
