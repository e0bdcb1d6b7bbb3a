import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { IncrementalPolicy } from '../domain/backup/incremental-policy.ts';
import { databaseNameFromPath } from '../domain/backup/database-name.ts';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { RetentionPolicy } from '../domain/retention/retention-policy.ts';
import { ownIncrementalPolicy } from './incremental-policies.ts';
import type { MergedSettings } from './layer.ts';
import { ownRetentionPolicy } from './retention-policies.ts';
import type { SourceRef } from '../domain/databases/database-ref.ts';

/** With an absolute path. */
export interface ConfiguredDatabase extends SourceRef {
  /** Only with retention keys of its own. */
  readonly retention?: RetentionPolicy;
  /** Only with keys of incremental backups of its own. */
  readonly incremental?: IncrementalPolicy;
  /** Only with a cron expression of its own. */
  readonly schedule?: string;
}

/** With the given or derived name. */
export interface NamedDatabase extends ConfiguredDatabase {
  readonly name: string;
}

interface Candidate extends ConfiguredDatabase {
  readonly source: string;
}

/**
 * `database_path` first.
 * @throws ConfigurationException a path or name is used twice, or the retention of an entry contradicts itself
 */
export function configuredDatabases(settings: MergedSettings): readonly ConfiguredDatabase[] {
  const { values, originOf, rankOf } = settings;
  const candidates: Candidate[] = values.databases.map((entry) => {
    const retention = ownRetentionPolicy(entry, 'databases', settings);
    const incremental = ownIncrementalPolicy(entry, settings);
    // A later source overrides an earlier one.
    const schedule = rankOf.databases >= rankOf.schedule ? entry.schedule : undefined;
    return {
      name: entry.name,
      path: resolve(originOf.databases.baseDirectory, entry.path),
      source: `databases, ${originOf.databases.source}`,
      ...(retention && { retention }),
      ...(incremental && { incremental }),
      ...(schedule !== undefined && { schedule }),
    };
  });
  if (values.database_path !== null) {
    const { baseDirectory, source } = originOf.database_path;
    const path = resolve(baseDirectory, values.database_path);
    candidates.unshift({ name: undefined, path, source: `database_path, ${source}` });
  }
  refuseDuplicates(
    candidates,
    ({ path }) => path,
    'the same database is listed twice',
    'Remove one of the two.',
  );
  refuseDuplicates(
    candidates,
    backupsName,
    'their backups would have the same name',
    'Give one of them another "name" in databases.',
  );
  return candidates.map(({ name, path, retention, incremental, schedule }) => ({
    name,
    path,
    ...(retention && { retention }),
    ...(incremental && { incremental }),
    ...(schedule !== undefined && { schedule }),
  }));
}

function backupsName({ name, path }: Candidate): string {
  return name ?? databaseNameFromPath(basename(path), createHash('sha256').update(path).digest('hex'));
}

function refuseDuplicates(
  candidates: readonly Candidate[],
  identityOf: (candidate: Candidate) => string,
  problem: string,
  hint: string,
): void {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const identity = identityOf(candidate);
    const other = seen.get(identity);
    if (other !== undefined) {
      throw new ConfigurationException(
        `${other.path} (${other.source}) contradicts ${candidate.path} (${candidate.source}): ${problem}, "${identity}"`,
        {
          hint,
          details: {
            settings: [other, candidate].map(({ path, source }) => ({
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
