import type { CheckResult } from '../verification/verification.ts';
import { anomalyOf, withAnomaly, withoutKind, type AnomalyState, type SourceSize } from './anomaly.ts';
import { isCollapse } from './collapse.ts';

/** A capture that could be made of a source, whose check did not fail. */
export interface SoundCapture {
  readonly at: Date;
  readonly size: SourceSize;
  readonly sourceCheck: CheckResult;
  /** The newest verified backup from before the capture. */
  readonly newestVerified: (SourceSize & { readonly at: Date }) | undefined;
}

/** What is on record once a capture found damage, or nothing that could be captured. */
export function stateAfterDamage(state: AnomalyState, at: Date, detail: string): AnomalyState {
  const since = anomalyOf(state, 'source_damaged')?.since ?? at;
  return withAnomaly(state, { kind: 'source_damaged', since, detail });
}

/**
 * What is on record once a capture was made.
 *
 * Damage is over when a check says so: an inconclusive one, or none, proves nothing. A collapse is over when the size
 * is back within the limit of what it was before the collapse, not merely the same as in the last capture. An
 * unreadable record stays: it may have told of a collapse whose measure is lost, so only the operator can end it.
 */
export function stateAfterCapture(
  state: AnomalyState,
  { at, size, sourceCheck, newestVerified }: SoundCapture,
  shrinkPercent: number,
): AnomalyState {
  const healed = sourceCheck === 'ok' ? withoutKind(state, 'source_damaged') : state;
  const open = anomalyOf(state, 'collapse');
  const { accepted } = state;
  const isAcceptedNewer = accepted !== undefined && !(newestVerified && newestVerified.at > accepted.at);
  const measure = open?.before ?? (isAcceptedNewer ? accepted : newestVerified);
  const base = isAcceptedNewer ? healed : { anomalies: healed.anomalies };
  if (measure === undefined || !isCollapse(measure, size, shrinkPercent))
    return withoutKind(base, 'collapse');
  return withAnomaly(base, {
    kind: 'collapse',
    since: open?.since ?? at,
    before: sizeOf(measure),
    after: size,
  });
}

/** What is on record once the operator has looked: nothing but the size that is good from now on. */
export function stateAfterAcknowledgement(state: AnomalyState, at: Date): AnomalyState {
  const collapse = anomalyOf(state, 'collapse');
  return { anomalies: [], accepted: collapse === undefined ? state.accepted : { ...collapse.after, at } };
}

/** A size without the time that may come with it. */
function sizeOf({ databaseBytes, tableCount, usedBytes, stored }: SourceSize): SourceSize {
  return {
    databaseBytes,
    tableCount,
    ...(usedBytes !== undefined && { usedBytes }),
    ...(stored !== undefined && { stored }),
  };
}
