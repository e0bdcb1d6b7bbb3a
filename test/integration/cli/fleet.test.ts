import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { FleetReport } from '../../../src/application/report-fleet.ts';
import { fleetSchema } from '../../../src/adapters/inbound/documents/fleet.ts';
import {
  countByState,
  fleetHost,
  fleetStatus,
  type FleetHost,
} from '../../../src/domain/fleet/fleet-host.ts';
import { HOUR_MS, NOW } from '../../support/backup-builder.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { invoke } from './invoke.ts';

const CHECKED_AT = new Date(NOW.getTime() + 30 * HOUR_MS);
const LATER = new Date(NOW.getTime() + 90 * HOUR_MS);

function host(name: string, changes: Parameters<typeof aFleetRecord>[0] = {}): FleetHost {
  const record = aFleetRecord({ nextReportBy: LATER, databases: [], ...changes, host: name });
  return fleetHost({ host: name, storedAt: NOW, record }, CHECKED_AT);
}

const HEALTHY = host('web-1');
const WARNING = host('web-2', { status: 'warning' });
const SILENT = host('web-3', { nextReportBy: NOW });
const OVERDUE = host('web-4', { databases: aFleetRecord().databases });
const UNREADABLE = fleetHost({ host: 'web-5', storedAt: NOW, record: undefined }, CHECKED_AT);

describe('backup-manager fleet', () => {
  const fleet = (hosts: readonly FleetHost[], ...argv: string[]) => {
    const report: FleetReport = {
      ...{ store: 'offsite', location: 's3://backups/prod/fleet', checkedAt: CHECKED_AT },
      ...{ status: fleetStatus(hosts), counts: countByState(hosts), hosts },
    };
    let command: object | undefined;
    const reportFleet = {
      execute: (given: object) => {
        command = given;
        return Promise.resolve(report);
      },
    };
    return invoke(['fleet', ...argv], { services: { reportFleet } }).then((ending) => ({
      ...ending,
      command,
    }));
  };

  it('prints a line for each host, and their number by state', async () => {
    const { exitCode, stdout } = await fleet([OVERDUE, UNREADABLE, HEALTHY]);
    expect(exitCode).to.equal(2);
    expect(stdout.split('\n')).to.deep.equal([
      'HOST   STATE       DATABASES  NEWEST VERIFIED  OVERDUE SINCE         VERSION  LAST REPORT',
      'web-4  overdue     1          30 h ago         2026-11-23 23:08:00Z  1.2.3    30 h ago',
      'web-5  unreadable  -          -                -                     -        30 h ago',
      'web-1  healthy     0          -                -                     1.2.3    30 h ago',
      '',
      '3 hosts: 1 overdue, 1 unreadable, 1 healthy',
      '',
    ]);
  });

  it('ends with 0, 1 or 2', async () => {
    for (const [hosts, exitCode] of [
      [[], 0],
      [[HEALTHY], 0],
      [[HEALTHY, WARNING], 1],
      [[SILENT], 1],
      [[UNREADABLE], 2],
      [[OVERDUE, WARNING], 2],
    ] as const)
      expect((await fleet(hosts)).exitCode).to.equal(exitCode);
  });

  it('prints the document of the API', async () => {
    const { stdout } = await fleet([OVERDUE, UNREADABLE, SILENT], '--json');
    const document = fleetSchema.parse(JSON.parse(stdout));
    expect(document).to.deep.include({ store: 'offsite', status: 'critical' });
    expect(document.hosts.map(({ host: name, state }) => [name, state])).to.deep.equal([
      ['web-4', 'overdue'],
      ['web-5', 'unreadable'],
      ['web-3', 'silent'],
    ]);
    expect(document.hosts[0]).to.deep.include({
      overdue_since: '2026-11-23T23:08:00.123Z',
      overdue_databases: ['app'],
      reported_at: NOW.toISOString(),
    });
  });

  it('says that no host has reported', async () => {
    expect((await fleet([])).stdout).to.equal('no host has reported in s3://backups/prod/fleet\n');
  });

  it('takes the store of the flag', async () => {
    expect((await fleet([], '--store', 'vps')).command).to.deep.equal({ store: 'vps' });
    expect((await fleet([])).command).to.deep.equal({ store: undefined });
  });
});

describe('backup-manager cleanup --host', () => {
  it('cleans up the backups of that host in the named store', async () => {
    const commands: object[] = [];
    const cleanupHost = {
      execute: (command: object) => {
        commands.push(command);
        const nothing = { removed: [], kept: [], failed: [], checked: [], freedBytes: 0, storeFailures: [] };
        return Promise.resolve({ ...nothing, dryRun: true });
      },
    };
    const services = { services: { cleanupHost } };
    const flags = ['--store', 'offsite', '--host', 'web-1', '--dry-run'];
    expect((await invoke(['cleanup', ...flags], services)).exitCode).to.equal(0);
    expect(commands).to.deep.equal([{ host: 'web-1', store: 'offsite', database: undefined, dryRun: true }]);
    const withoutStore = await invoke(['cleanup', '--host', 'web-1'], services);
    expect(withoutStore.exitCode).to.equal(2);
    expect(commands).to.have.lengthOf(1);
  });
});
