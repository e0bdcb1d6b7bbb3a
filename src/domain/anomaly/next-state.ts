import type { CheckResult } from '../verification/verification.ts';
import { anomalyOf, withAnomaly, withoutKind, type AnomalyState, type SourceSize } from './anomaly.ts';
import { isCollapse } from './collapse.ts';

/** A completed capture whose check did not fail. */
export interface HealthyCapture {
  readonly at: Date;
  readonly size: SourceSize;
  readonly sourceCheck: CheckResult;
  /** The newest verified backup from before the capture. */
  readonly newestVerified: (SourceSize & { readonly at: Date }) | undefined;
}

export function stateAfterDamage(state: AnomalyState, at: Date, detail: string): AnomalyState {
  const since = anomalyOf(state, 'source_damaged')?.since ?? at;
  return withAnomaly(state, { kind: 'source_damaged', since, detail });
}

/**
 * The anomaly state after a completed capture.
 * Damage ends only with an ok check. A collapse ends when the size is back within the limit of the size
 * before it, not when it equals the last capture. An unreadable record may have held a collapse, so only an
 * acknowledgement ends it.
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

/** The state after an acknowledgement: no anomalies, and the accepted size and hosts. */
export function stateAfterAcknowledgement(state: AnomalyState, at: Date): AnomalyState {
  const collapse = anomalyOf(state, 'collapse');
  const hosts = anomalyOf(state, 'another_host')?.hosts ?? [];
  const acceptedHosts = [...new Set([...(state.acceptedHosts ?? []), ...hosts])];
  return {
    anomalies: [],
    accepted: collapse === undefined ? state.accepted : { ...collapse.after, at },
    ...(acceptedHosts.length > 0 && { acceptedHosts }),
    ...(state.measured && { measured: state.measured }),
  };
}

/**
 * The state after a backup by `host`. A host other than the newest backup's is an anomaly until acknowledged:
 * two hosts that share a name remove each other's backups.
 * @param newestHost host of the newest earlier backup; `undefined`: there is none
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

/** Drops the time of an accepted or recorded size. */
function sizeOf({ databaseBytes, tableCount, usedBytes, stored }: SourceSize): SourceSize {
  return {
    databaseBytes,
    tableCount,
    ...(usedBytes !== undefined && { usedBytes }),
    ...(stored !== undefined && { stored }),
  };
}
