import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import type { FleetHost } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { language } from '../../../../src/adapters/inbound/dashboard/i18n/language.ts';
import { fleet, stores } from '../../../../src/adapters/inbound/dashboard/state/data.ts';
import { remoteStores } from '../../../../src/adapters/inbound/dashboard/state/fleet.ts';
import {
  aboutHost,
  countedStates,
  HOST_STYLES,
  STATES,
} from '../../../../src/adapters/inbound/dashboard/views/hosts/host-row.ts';
import { FLEET_STATES } from '../../../../src/domain/fleet/fleet-host.ts';

const HOST: FleetHost = {
  host: 'web-1',
  state: 'overdue',
  reported_at: '2026-11-22T21:08:00.000Z',
  overdue_since: '2026-11-22T20:00:00.000Z',
  overdue_databases: ['app', 'shop'],
  newest_verified: null,
  tool_version: '1.2.3',
  status: 'healthy',
  findings: [],
  databases: [],
  stores: [],
};

describe('the row of a host', () => {
  beforeEach(() => {
    language.value = 'en';
  });

  it('says what its state means', () => {
    expect(aboutHost(HOST)).to.equal('No new verified backup in time: app, shop');
    const texts = FLEET_STATES.map((state) => aboutHost({ ...HOST, state }));
    expect(new Set(texts).size).to.equal(FLEET_STATES.length);
  });

  it('has a tone and an icon for every state, the worst first', () => {
    expect(STATES).to.deep.equal(FLEET_STATES.toReversed());
    const styles = STATES.map((state) => `${HOST_STYLES[state].tone} ${HOST_STYLES[state].icon}`);
    expect(new Set(styles).size).to.equal(STATES.length);
  });

  it('is counted by state, the worst first, without states that no host has', () => {
    expect(countedStates({ healthy: 7, silent: 0, overdue: 2 })).to.deep.equal([
      { state: 'overdue', count: 2 },
      { state: 'healthy', count: 7 },
    ]);
  });
});

describe('the stores of the hosts', () => {
  const store = (name: string, remote: boolean) => ({
    ...{ name, type: remote ? ('s3' as const) : ('directory' as const), location: name, remote },
    ...{ reachable: true, backups: 0, bytes: 0, newest_verified: null, newest_verified_at: null },
    ...{ current_as_of: null, last_error: null, primary: !remote },
  });

  it('are the remote ones', () => {
    stores.clear();
    expect(remoteStores.value).to.deep.equal([]);
    const all = [store('local', false), store('offsite', true), store('vps', true)];
    stores.set({ checked_at: '2026-11-22T21:08:00.000Z', stores: all });
    expect(remoteStores.value).to.deep.equal(['offsite', 'vps']);
    stores.clear();
    expect(fleet.value.value).to.equal(undefined);
  });
});
