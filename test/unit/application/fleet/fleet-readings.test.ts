import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { FleetReadings } from '../../../../src/application/fleet/fleet-readings.ts';
import { HealthMetrics } from '../../../../src/application/health/health-metrics.ts';
import type { FleetReport } from '../../../../src/application/report-fleet.ts';
import { countByState } from '../../../../src/domain/fleet/fleet-host.ts';
import { HEALTHY } from '../../../integration/cli/fake-services.ts';
import { NOW } from '../../../support/backup-builder.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const MAX_AGE_MS = 10_000;

describe('FleetReadings', () => {
  let clock: ManualClock;
  let reads: (string | undefined)[];
  let answer: () => Promise<void>;
  let readings: FleetReadings;

  beforeEach(() => {
    clock = new ManualClock(NOW);
    reads = [];
    answer = () => Promise.resolve();
    const execute = async ({ store }: { readonly store?: string | undefined }): Promise<FleetReport> => {
      reads.push(store);
      await answer();
      const counts = countByState([{ state: 'overdue' }]);
      return {
        store: store ?? 'offsite',
        location: 'l',
        checkedAt: NOW,
        status: 'critical',
        counts,
        hosts: [],
      };
    };
    readings = new FleetReadings({ reportFleet: { execute }, clock });
  });

  it('reads a store again when its report is too old', async () => {
    await readings.read({}, MAX_AGE_MS);
    clock.advance(MAX_AGE_MS);
    await readings.read({}, MAX_AGE_MS);
    expect(reads).to.have.lengthOf(1);
    clock.advance(1);
    await readings.read({}, MAX_AGE_MS);
    expect(reads).to.have.lengthOf(2);
  });

  it('keeps the stores apart, and lets concurrent callers share a reading', async () => {
    const reports = await Promise.all(
      [{}, { store: 'vps' }, {}].map((one) => readings.read(one, MAX_AGE_MS)),
    );
    expect(reads).to.deep.equal([undefined, 'vps']);
    expect(reports.map(({ store }) => store)).to.deep.equal(['offsite', 'vps', 'offsite']);
  });

  it('keeps the last report when the store fails, and tries again', async () => {
    const report = await readings.read({}, MAX_AGE_MS);
    clock.advance(MAX_AGE_MS + 1);
    answer = () => Promise.reject(new Error('broken'));
    expect(await rejectionOf(readings.read({}, MAX_AGE_MS))).to.have.property('message', 'broken');
    await readings.refreshWithin(1000, MAX_AGE_MS);
    expect(reads).to.have.lengthOf(3);
    expect(readings.latest()).to.deep.equal({ report, ageMs: MAX_AGE_MS + 1 });
  });

  it('waits for a slow store only as long as it may', async () => {
    let finish = (): void => undefined;
    answer = () => new Promise((resolve) => (finish = resolve));
    const refreshed = readings.refreshWithin(5000, MAX_AGE_MS);
    clock.advance(5000);
    await refreshed;
    expect(readings.latest()).to.equal(undefined);
    finish();
    await readings.read({}, MAX_AGE_MS);
    expect(reads).to.have.lengthOf(1);
  });

  it('are in the metrics, once there are some', async () => {
    const monitor = { latest: () => ({ report: HEALTHY, ageMs: 0, isStale: false }) };
    const metrics = new HealthMetrics({ monitor, clock, fleet: readings }, { maxAgeHours: 26 });
    expect(metrics.latest()?.fleet).to.equal(undefined);
    await readings.read({}, MAX_AGE_MS);
    clock.advance(3000);
    expect(metrics.latest()?.fleet).to.deep.equal({
      ageSeconds: 3,
      hosts: countByState([{ state: 'overdue' }]),
    });
  });
});
