import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { databaseNameFromPath } from '../../domain/backup/database-name.ts';
import { ConfigurationException } from '../../domain/exceptions/configuration-exception.ts';
import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import type { MergedSettings } from './merged-settings.ts';
import { ownRetentionPolicy } from './retention-policies.ts';

export interface ConfiguredDatabase {
  /** `undefined` derives the name from the path. */
  readonly name: string | undefined;
  /** Absolute. */
  readonly path: string;
  /** Present where the entry has retention keys of its own. */
  readonly retention?: RetentionPolicy;
  /** The cron expression of its backups, where it has one of its own. */
  readonly schedule?: string;
}

/** With the name under which the backups are kept, given or derived. */
export interface NamedDatabase extends ConfiguredDatabase {
  readonly name: string;
}

interface Candidate extends ConfiguredDatabase {
  readonly source: string;
}

/**
 * The databases to back up, `database_path` first.
 *
 * @throws ConfigurationException when a path is there twice, one name stands for two paths, or an entry's own
 *   retention contradicts itself
 */
export function configuredDatabases(settings: MergedSettings): readonly ConfiguredDatabase[] {
  const { values, originOf, rankOf } = settings;
  const candidates: Candidate[] = values.databases.map((entry) => {
    const retention = ownRetentionPolicy(entry, settings);
    // As anywhere a later source outranks an earlier one.
    const schedule = rankOf.databases >= rankOf.schedule ? entry.schedule : undefined;
    return {
      name: entry.name,
      path: resolve(originOf.databases.baseDirectory, entry.path),
      source: `databases, ${originOf.databases.source}`,
      ...(retention && { retention }),
      ...(schedule !== undefined && { schedule }),
    };
  });
  if (values.database_path !== null) {
    const { baseDirectory, source } = originOf.database_path;
    const path = resolve(baseDirectory, values.database_path);
    candidates.unshift({ name: undefined, path, source: `database_path, ${source}` });
  }
  refuseTwins(candidates, ({ path }) => path, 'the same database is there twice', 'Remove one of the two.');
  refuseTwins(
    candidates,
    backupsName,
    'their backups would have the same name',
    'Give one of them another "name" in databases.',
  );
  return candidates.map(({ name, path, retention, schedule }) => ({
    name,
    path,
    ...(retention && { retention }),
    ...(schedule !== undefined && { schedule }),
  }));
}

/** The name the backups would be kept under. */
function backupsName({ name, path }: Candidate): string {
  return name ?? databaseNameFromPath(basename(path), createHash('sha256').update(path).digest('hex'));
}

function refuseTwins(
  candidates: readonly Candidate[],
  identityOf: (candidate: Candidate) => string,
  problem: string,
  hint: string,
): void {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const identity = identityOf(candidate);
    const twin = seen.get(identity);
    if (twin !== undefined) {
      throw new ConfigurationException(
        `${twin.path} (${twin.source}) contradicts ${candidate.path} (${candidate.source}): ${problem}, "${identity}"`,
        {
          hint,
          details: {
            settings: [twin, candidate].map(({ path, source }) => ({
              key: source.split(',', 1).join(),
              value: path,
              source,
            })),
          },
        },
      );
    }
    seen.set(identity, candidate);
  }
}
