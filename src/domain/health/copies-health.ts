import { warning, critical, type HealthFinding } from './health.ts';
import type { Problem } from './backup-directory-health.ts';

export interface CopiesRequirement {
  /** Good copies that the newest verified backup must have. */
  readonly requireCopies: number;
  /** Whether one of them must be in a remote store. */
  readonly requireOffsite: boolean;
}

/** The copies of the newest verified backup of one database. */
export interface CopiesFacts {
  readonly database: string;
  readonly filename: string;
  /** Names of the stores with a good copy. */
  readonly stores: readonly string[];
  readonly isOffsite: boolean;
  /** Stores that cannot be listed: they may have a copy. */
  readonly unreachable: readonly string[];
}

export function copiesFindings(
  { database, filename, stores, isOffsite, unreachable }: CopiesFacts,
  { requireCopies, requireOffsite }: CopiesRequirement,
): readonly HealthFinding[] {
  const unknown = unreachable.length === 0 ? '' : `; unreachable: ${unreachable.join(', ')}`;
  const count = stores.length === 1 ? '1 good copy' : `${String(stores.length)} good copies`;
  const findings: HealthFinding[] = [];
  if (stores.length < requireCopies) {
    findings.push(
      warning({
        kind: 'copies_missing',
        database,
        message: `the newest verified backup of ${database} has ${count} (require_copies is ${String(requireCopies)}): ${filename} in ${stores.join(', ')}${unknown}`,
        hint: `Repair the stores that failed, then run: backup-manager sync --database ${database}`,
      }),
    );
  }
  if (requireOffsite && !isOffsite) {
    findings.push(
      warning({
        kind: 'offsite_missing',
        database,
        message: `the newest verified backup of ${database} has no good copy in a remote store: ${filename}${unknown}`,
        hint: `Repair the remote store, or add one to stores, then run: backup-manager sync --database ${database}`,
      }),
    );
  }
  return findings;
}

/** The backups of one database in one store, compared with the other stores. */
export interface LagFacts {
  readonly store: string;
  readonly database: string;
  /** Verified backups that it lacks and that its retention would keep. */
  readonly missing: number;
  /** How much older its newest verified backup is; `undefined` when it has none. */
  readonly behindHours: number | undefined;
}

/** @param maxAgeHours the newest verified backup of a store may be this much older than the newest one of all */
export function laggingFindings(
  { store, database, missing, behindHours }: LagFacts,
  maxAgeHours: number,
): readonly HealthFinding[] {
  if (missing === 0 && (behindHours ?? 0) <= maxAgeHours) return [];
  const lacks =
    missing === 0 ? [] : [`lacks ${String(missing)} ${missing === 1 ? 'backup' : 'backups'} of ${database}`];
  const age =
    behindHours === undefined
      ? [`has no verified backup of ${database}`]
      : behindHours > 0
        ? [
            `its newest verified one of ${database} is ${behindHours.toFixed(1)} h older than the newest of all`,
          ]
        : [];
  return [
    warning({
      kind: 'store_lagging',
      database,
      message: `the store ${store} is behind: ${[...lacks, ...age].join('; ')}`,
      hint: `Run: backup-manager sync --store ${store}`,
    }),
  ];
}

/** @param isPrimary then the report knows no backups */
export function unreachableFinding(
  store: string,
  { message, hint }: Problem,
  isPrimary: boolean,
): HealthFinding {
  const finding = {
    kind: 'store_unreachable',
    message: `the store ${store} cannot be listed: ${message}`,
    hint,
  } as const;
  return isPrimary ? critical(finding) : warning(finding);
}
