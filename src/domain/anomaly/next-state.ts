import type { CheckResult } from '../verification/verification.ts';
import { anomalyOf, withAnomaly, withoutKind, type AnomalyState, type SourceSize } from './anomaly.ts';
import { isCollapse } from './collapse.ts';

/** A capture that could be made of a source, whose check did not fail. */
export interface HealthyCapture {
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
  { at, size, sourceCheck, newestVerified }: HealthyCapture,
  shrinkPercent: number,
): AnomalyState {
  const healed = sourceCheck === 'ok' ? withoutKind(state, 'source_damaged') : state;
  const open = anomalyOf(state, 'collapse');
  const { accepted } = state;
  const isAcceptedNewer = accepted !== undefined && !(newestVerified && newestVerified.at > accepted.at);
  const measure = open?.before ?? (isAcceptedNewer ? accepted : newestVerified);
  const { anomalies } = healed;
  const base = isAcceptedNewer ? healed : { anomalies, ...acceptedHostsOf(state) };
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
  const hosts = anomalyOf(state, 'another_host')?.hosts ?? [];
  const acceptedHosts = [...new Set([...(state.acceptedHosts ?? []), ...hosts])];
  return {
    anomalies: [],
    accepted: collapse === undefined ? state.accepted : { ...collapse.after, at },
    ...(acceptedHosts.length > 0 && { acceptedHosts }),
  };
}

/**
 * What is on record once a host made a backup. Another host than the newest backup's is an anomaly until the operator
 * accepts it: two hosts that share a name remove each other's backups, and a normal capture proves nothing about that.
 *
 * @param newestHost the host of the newest backup from before; `undefined` where there is none
 */
export function stateAfterHost(
  state: AnomalyState,
  {
    at,
    host,
    newestHost,
  }: { readonly at: Date; readonly host: string; readonly newestHost: string | undefined },
): AnomalyState {
  if (newestHost === undefined || newestHost === host || state.acceptedHosts?.includes(host)) return state;
  const { since, before, hosts } = anomalyOf(state, 'another_host') ?? {
    since: at,
    before: newestHost,
    hosts: [],
  };
  return withAnomaly(state, {
    kind: 'another_host',
    since,
    before,
    hosts: [...new Set([...hosts, host])],
  });
}

function acceptedHostsOf({ acceptedHosts }: AnomalyState): Pick<AnomalyState, 'acceptedHosts'> {
  return acceptedHosts === undefined ? {} : { acceptedHosts };
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
