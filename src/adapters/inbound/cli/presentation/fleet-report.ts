import type { FleetReport } from '../../../../application/report-fleet.ts';
import { FLEET_STATES, type FleetHost } from '../../../../domain/fleet/fleet-host.ts';
import { currentUpTo } from '../../../../domain/fleet/fleet-record.ts';
import { formatAge, formatCount, formatTime } from './quantities.ts';
import { printable } from './printable.ts';
import { renderTable } from './table.ts';

export { fleetDocument } from '../../documents/fleet.ts';

const HEAD = ['HOST', 'STATE', 'DATABASES', 'NEWEST VERIFIED', 'OVERDUE SINCE', 'VERSION', 'LAST REPORT'];

export function fleetText(report: FleetReport): string {
  const { hosts, checkedAt, location } = report;
  if (hosts.length === 0) return `no host has reported in ${printable(location)}`;
  return [
    renderTable(
      HEAD,
      hosts.map((host) => rowOf(host, checkedAt)),
    ),
    '',
    `${formatCount(hosts.length, 'host')}: ${countsOf(report)}`,
  ].join('\n');
}

function rowOf(host: FleetHost, now: Date): readonly string[] {
  const { record, newestVerified, overdueSince } = host;
  return [
    host.host,
    host.state,
    record === undefined ? '-' : String(record.databases.length),
    newestVerified === undefined ? '-' : formatAge(currentUpTo(newestVerified), now),
    overdueSince === undefined ? '-' : formatTime(overdueSince),
    record?.toolVersion ?? '-',
    formatAge(host.reportedAt, now),
  ];
}

/** E.g. `1 overdue, 3 healthy`. */
function countsOf({ counts }: FleetReport): string {
  return FLEET_STATES.toReversed()
    .filter((state) => counts[state] > 0)
    .map((state) => `${String(counts[state])} ${state}`)
    .join(', ');
}
