import type { Backup, Databases, DatabaseState, Disk, Finding, FindingKind } from '../../api/types.ts';
import { knownText, t } from '../../i18n/t.ts';

type Step =
  | 'backUp'
  | 'verify'
  | 'drill'
  | 'cleanup'
  | 'acknowledge'
  | 'undo'
  | 'openRun'
  | 'openBackups'
  | 'showStores'
  | 'none';

interface FindingKindProperties {
  /** Orders findings of the same status: 5 is data at risk, 1 is bookkeeping. */
  readonly weight: 1 | 2 | 3 | 4 | 5;
  readonly step: Step;
}

export const FINDING_KIND_PROPERTIES = {
  source_damaged: { weight: 5, step: 'openBackups' },
  source_missing: { weight: 5, step: 'openBackups' },
  restore_unfinished: { weight: 5, step: 'undo' },
  source_not_a_file: { weight: 5, step: 'none' },
  source_unreadable: { weight: 5, step: 'none' },
  source_empty: { weight: 5, step: 'none' },
  source_collapsed: { weight: 4, step: 'acknowledge' },
  another_host: { weight: 4, step: 'acknowledge' },
  anomaly_record_unreadable: { weight: 4, step: 'acknowledge' },
  database_vanished: { weight: 4, step: 'openBackups' },

  directory_not_writable: { weight: 5, step: 'none' },
  directory_not_listable: { weight: 5, step: 'none' },
  no_verified_backup: { weight: 5, step: 'backUp' },
  no_backups: { weight: 4, step: 'backUp' },
  backup_too_old: { weight: 4, step: 'backUp' },
  backup_overdue: { weight: 4, step: 'backUp' },
  create_failed: { weight: 4, step: 'backUp' },
  drill_failed: { weight: 4, step: 'drill' },
  backup_damaged: { weight: 5, step: 'backUp' },
  newest_not_verified: { weight: 3, step: 'verify' },
  verify_failed: { weight: 3, step: 'verify' },
  drill_inconclusive: { weight: 3, step: 'drill' },
  backups_unknown: { weight: 3, step: 'none' },
  manifest_damaged: { weight: 3, step: 'openBackups' },
  dated_in_future: { weight: 3, step: 'openBackups' },

  copies_missing: { weight: 4, step: 'showStores' },
  offsite_missing: { weight: 4, step: 'showStores' },
  store_unreachable: { weight: 3, step: 'showStores' },
  store_lagging: { weight: 3, step: 'showStores' },

  disk_below_reserve: { weight: 4, step: 'cleanup' },
  disk_nearly_full: { weight: 3, step: 'cleanup' },
  disk_filling_up: { weight: 3, step: 'cleanup' },
  disk_unknown: { weight: 2, step: 'none' },

  no_database: { weight: 4, step: 'none' },
  no_databases_found: { weight: 4, step: 'none' },
  database_name_taken: { weight: 4, step: 'none' },
  databases_not_looked_through: { weight: 3, step: 'none' },

  run_interrupted: { weight: 2, step: 'openRun' },
  cleanup_failed: { weight: 2, step: 'cleanup' },
  notifications_failing: { weight: 3, step: 'none' },
  anomalies_unreadable: { weight: 3, step: 'none' },
  journal_not_writable: { weight: 2, step: 'none' },
  journal_unreadable: { weight: 2, step: 'none' },
  journal_torn: { weight: 1, step: 'none' },
} as const satisfies Record<FindingKind, FindingKindProperties>;

/** @param kind may be of a newer service */
export function findingKindProperties(kind: string): FindingKindProperties {
  const known: Readonly<Record<string, FindingKindProperties>> = FINDING_KIND_PROPERTIES;
  return Object.hasOwn(known, kind) ? (known[kind] ?? UNKNOWN) : UNKNOWN;
}

const UNKNOWN: FindingKindProperties = { weight: 3, step: 'none' };

const BEFORE_THE_FIRST: readonly string[] = ['no_verified_backup', 'no_backups', 'no_database'];

/** Critical first, then by weight, then in the order of the service. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding, index) => ({ finding, index, weight: weightOf(finding) }))
    .sort((left, right) => right.weight - left.weight || left.index - right.index)
    .map(({ finding }) => finding);
}

/** @param isFirst before the first backup, its absence is no finding */
export function allFindings(known: Databases, isFirst: boolean): readonly Finding[] {
  const all = [...known.databases.flatMap(({ findings }) => findings), ...known.general_findings];
  return sortFindings(isFirst ? all.filter(({ kind }) => !BEFORE_THE_FIRST.includes(kind)) : all);
}

function weightOf({ status, kind }: Finding): number {
  return (status === 'critical' ? 10 : 0) + findingKindProperties(kind).weight;
}

export function findingText({ kind }: Pick<Finding, 'kind'>, disk?: Pick<Disk, 'full_in_days'>): string {
  const days = disk?.full_in_days ?? undefined;
  if (kind === 'disk_filling_up' && days !== undefined) {
    return t('findings.disk_filling_up_in', { count: Math.max(1, Math.floor(days)) });
  }
  return knownText(`findings.${kind}`) ?? t('findings.unknown');
}

export function findingAdvice({ kind }: Pick<Finding, 'kind'>): string {
  return knownText(`findings.${kind}_do`) ?? t('findings.unknown_do');
}

type Known = Pick<Backup, 'filename' | 'database' | 'created_at' | 'managed' | 'verified'>;

/** The newest unverified backup, else the newest. @param backups newest first */
export function backupToVerify(backups: readonly Known[], database: string, now: Date): string | undefined {
  const own = ownOf(backups, database, now);
  return (own.find(({ verified }) => !verified) ?? own[0])?.filename;
}

/** The backup of the last drill; if it is gone, the newest verified one. @param backups newest first */
export function backupToDrill(
  backups: readonly Known[],
  database: string,
  state: Pick<DatabaseState, 'last_drill'> | undefined,
  now: Date,
): string | undefined {
  const own = ownOf(backups, database, now);
  const drilled = state?.last_drill?.filename;
  const again = own.find(({ filename }) => filename === drilled);
  return (again ?? own.find(({ verified }) => verified) ?? own[0])?.filename;
}

/** Future-dated backups come last: they are never the latest. */
function ownOf(backups: readonly Known[], database: string, now: Date): readonly Known[] {
  const own = backups.filter((backup) => backup.managed && backup.database === database);
  const isFuture = (backup: Known): boolean => Date.parse(backup.created_at) > now.getTime();
  return [...own.filter((backup) => !isFuture(backup)), ...own.filter(isFuture)];
}
