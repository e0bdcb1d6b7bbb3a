/** When a run makes a full, a diff or an incr. */
export interface IncrementalPolicy {
  /** Time from one full to the next. 0: every backup is a full. */
  readonly fullIntervalMs: number;
  /** Time from one full or diff to the next diff. 0: every delta is a diff. */
  readonly diffIntervalMs: number;
  /** A full of an unchanged database writes no file, as a delta never does. */
  readonly skipUnchanged: boolean;
}

export interface IncrementalPolicies {
  /** For every database without its own policy. */
  readonly incremental: IncrementalPolicy;
  /** By database name. */
  readonly ownIncremental: ReadonlyMap<string, IncrementalPolicy>;
}

export function incrementalOf(
  database: string,
  { incremental, ownIncremental }: IncrementalPolicies,
): IncrementalPolicy {
  return ownIncremental.get(database) ?? incremental;
}
