import type { Compression } from '../backup/compression.ts';

/** The size of a backup's stored file. */
export interface StoredSize {
  readonly bytes: number;
  readonly compression: Compression;
}

/** How big a source was: what a collapse is measured by. */
export interface SourceSize {
  readonly databaseBytes: number;
  /** `undefined` where nobody counted; then only the bytes tell. */
  readonly tableCount?: number | undefined;
  /** Bytes of the pages that are not free; `undefined` where an older backup did not record them. */
  readonly usedBytes?: number | undefined;
  /** `undefined` in records of older releases. */
  readonly stored?: StoredSize | undefined;
}

/** The check of a capture found damage, or the source could not even be read as a database any more. */
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
  /** The size that was good; it stays the measure until a capture is back within its limit. */
  readonly before: SourceSize;
  /** As the newest capture found it. */
  readonly after: SourceSize;
}

/** What was on record cannot be read any more: nobody knows what it said, so it counts as the worst. */
export interface UnreadableRecord {
  readonly kind: 'unreadable_record';
  readonly since: Date;
  readonly detail: string;
}

/** Backups of one name come from more than one host: two databases may share it, and each other's retention. */
export interface AnotherHost {
  readonly kind: 'another_host';
  readonly since: Date;
  /** The host of the newest backup before. */
  readonly before: string;
  /** The hosts that made backups since, in the order of their first one. */
  readonly hosts: readonly string[];
}

/** Something about a source for which retention must remove nothing of its history. */
export type Anomaly = SourceDamaged | Collapse | AnotherHost | UnreadableRecord;

export type AnomalyKind = Anomaly['kind'];

/** What is on record about one database's source. */
export interface AnomalyState {
  /** At most one of each kind. */
  readonly anomalies: readonly Anomaly[];
  /** The size that the operator accepted by an acknowledgement; `undefined` once a newer verified backup is the measure. */
  readonly accepted?: (SourceSize & { readonly at: Date }) | undefined;
  /** Further hosts that the operator accepted by an acknowledgement. */
  readonly acceptedHosts?: readonly string[] | undefined;
}

export const NO_ANOMALIES: AnomalyState = { anomalies: [] };

/** The anomaly of a kind, if there is one. */
export function anomalyOf<K extends AnomalyKind>(
  { anomalies }: AnomalyState,
  kind: K,
): Extract<Anomaly, { readonly kind: K }> | undefined {
  return anomalies.find((one): one is Extract<Anomaly, { readonly kind: K }> => one.kind === kind);
}

/** The state with an anomaly in the place of the one of its kind. */
export function withAnomaly(state: AnomalyState, anomaly: Anomaly): AnomalyState {
  return { ...state, anomalies: [...withoutKind(state, anomaly.kind).anomalies, anomaly] };
}

/** The state without the anomaly of a kind. */
export function withoutKind(state: AnomalyState, kind: AnomalyKind): AnomalyState {
  return { ...state, anomalies: state.anomalies.filter((one) => one.kind !== kind) };
}
