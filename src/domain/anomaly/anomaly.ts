import type { Compression } from '../backup/compression.ts';

export interface StoredSize {
  readonly bytes: number;
  readonly compression: Compression;
}

/** The size of a source; a collapse is measured by it. */
export interface SourceSize {
  readonly databaseBytes: number;
  /** `undefined`: not counted, only the bytes are compared. */
  readonly tableCount?: number | undefined;
  /** Bytes of the pages that are not free; `undefined`: an older backup did not record them. */
  readonly usedBytes?: number | undefined;
  /** `undefined` in records of older releases. */
  readonly stored?: StoredSize | undefined;
}

/** The check of a capture found damage, or the source is no longer readable as a database. */
export interface SourceDamaged {
  readonly kind: 'source_damaged';
  readonly since: Date;
  /** What the newest failed capture found. */
  readonly detail: string;
}

/** The source shrank so much that something may have emptied it. */
export interface Collapse {
  readonly kind: 'collapse';
  readonly since: Date;
  /** The good size. It stays the measure until a capture is back within the limit. */
  readonly before: SourceSize;
  /** The size in the newest capture. */
  readonly after: SourceSize;
}

/** The record cannot be read. It may have held any anomaly, so it counts as the worst. */
export interface UnreadableRecord {
  readonly kind: 'unreadable_record';
  readonly since: Date;
  readonly detail: string;
}

/**
 * Backups of one name come from several hosts: two databases may share the name and remove each other's
 * backups.
 */
export interface AnotherHost {
  readonly kind: 'another_host';
  readonly since: Date;
  readonly before: string;
  /** The hosts that made backups since, in the order of their first backup. */
  readonly hosts: readonly string[];
}

/** A source that looks wrong. Retention of its database is paused. */
export type Anomaly = SourceDamaged | Collapse | AnotherHost | UnreadableRecord;

export type AnomalyKind = Anomaly['kind'];

export interface AnomalyState {
  /** At most one of each kind. */
  readonly anomalies: readonly Anomaly[];
  /** The size accepted by an acknowledgement; `undefined` once a newer verified backup is the measure. */
  readonly accepted?: (SourceSize & { readonly at: Date }) | undefined;
  /** Further hosts accepted by an acknowledgement. */
  readonly acceptedHosts?: readonly string[] | undefined;
  /** The size in the newest encrypted backup, whose manifest does not have it; `at` is the backup's time. */
  readonly measured?: (SourceSize & { readonly at: Date }) | undefined;
}

export const NO_ANOMALIES: AnomalyState = { anomalies: [] };

export function anomalyOf<K extends AnomalyKind>(
  { anomalies }: AnomalyState,
  kind: K,
): Extract<Anomaly, { readonly kind: K }> | undefined {
  return anomalies.find((one): one is Extract<Anomaly, { readonly kind: K }> => one.kind === kind);
}

export function withAnomaly(state: AnomalyState, anomaly: Anomaly): AnomalyState {
  return { ...state, anomalies: [...withoutKind(state, anomaly.kind).anomalies, anomaly] };
}

export function withoutKind(state: AnomalyState, kind: AnomalyKind): AnomalyState {
  return { ...state, anomalies: state.anomalies.filter((one) => one.kind !== kind) };
}
