import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryFleetRecords } from '../../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { FleetReporter } from '../../../src/application/fleet/fleet-reporter.ts';
import type { RunEvent } from '../../../src/application/ports/run-listener.ts';
import { settleFleet } from '../../../src/main/settle-fleet.ts';
import { HEALTHY } from '../../integration/cli/fake-services.ts';
import { InMemoryProduct } from '../../support/in-memory-product.ts';

const LONG_MS = 60_000;

describe('the end of a command with a remote store', () => {
  let records: InMemoryFleetRecords;
  let logger: InMemoryLogger;
  let reporter: FleetReporter;

  beforeEach(() => {
    records = new InMemoryFleetRecords();
    logger = new InMemoryLogger();
    const { store } = new InMemoryProduct();
    const offsite = { name: 'offsite', type: 's3', store, fleetRecords: records } as const;
    reporter = new FleetReporter(
      { stores: [offsite], clock: new ManualClock(), logger },
      { host: 'web-1', toolVersion: '1.2.3', maxAgeHours: 26 },
    );
  });

  const ended = { type: 'failed' } as RunEvent;
  const healthy = { execute: () => Promise.resolve(HEALTHY) };
  const messages = () => logger.records.map(({ message }) => message);

  it('writes the record after a run, also after a failed one', async () => {
    reporter.onRunEvent(ended);
    await settleFleet(reporter, healthy, logger, LONG_MS);
    expect((await records.find('web-1'))?.databases).to.have.lengthOf(1);
  });

  it('makes no report without a run', async () => {
    const execute = () => Promise.reject(new Error('reported'));
    await settleFleet(reporter, { execute }, logger, LONG_MS);
    expect([records.writeCount, messages()]).to.deep.equal([0, []]);
  });

  it('does not wait for a store that hangs, and says so in the log', async () => {
    records.find = () => new Promise(() => undefined);
    reporter.onRunEvent(ended);
    await settleFleet(reporter, healthy, logger, 10);
    expect(messages()).to.deep.equal(['the record of this host was not written within 0.01 s']);
  });

  it('does not fail with the health report', async () => {
    reporter.onRunEvent(ended);
    await settleFleet(reporter, { execute: () => Promise.reject(new Error('broken')) }, logger, LONG_MS);
    expect(messages()).to.deep.equal(['cannot report the health of the backups']);
  });
});
