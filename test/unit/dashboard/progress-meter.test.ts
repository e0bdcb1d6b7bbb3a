import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ProgressMeter } from '../../../src/adapters/inbound/dashboard/state/progress-meter.ts';

const MB = 1_000_000;

describe('ProgressMeter', () => {
  it('computes rate and remaining time of a steady run', () => {
    const meter = new ProgressMeter();
    let reading = meter.add(at(0, 0));
    expect(reading).to.include({ fraction: 0, bytesPerSecond: undefined, remainingMs: undefined });
    for (let second = 1; second <= 5; second += 1) reading = meter.add(at(second, second * 2));
    expect(reading.fraction).to.equal(0.1);
    expect(reading.bytesPerSecond).to.be.closeTo(2 * MB, 1);
    expect(reading.remainingMs).to.be.closeTo(45_000, 1);
  });

  it('gives no rate at first', () => {
    const meter = new ProgressMeter();
    meter.add(at(0, 0));
    expect(meter.add(at(0.25, 50)).bytesPerSecond).to.equal(undefined);
  });

  it('follows a changed rate within seconds, without a jump', () => {
    const meter = new ProgressMeter();
    for (let second = 0; second <= 10; second += 1) meter.add(at(second, second));
    const first = meter.add(at(11, 14)).bytesPerSecond ?? 0;
    expect(first)
      .to.be.greaterThan(1 * MB)
      .and.lessThan(3 * MB);
    let later = first;
    for (let second = 12; second <= 30; second += 1)
      later = meter.add(at(second, 14 + 4 * (second - 11))).bytesPerSecond ?? 0;
    expect(later).to.be.closeTo(4 * MB, 0.1 * MB);
  });

  it('restarts with each phase, and when the run restarts', () => {
    const meter = new ProgressMeter();
    for (let second = 0; second <= 5; second += 1) meter.add(at(second, second * 10));
    expect(meter.add({ ...at(6, 1), phase: 'verifying' })).to.include({
      bytesPerSecond: undefined,
      phase: 'verifying',
    });
    meter.add({ ...at(8, 20), phase: 'verifying' });
    expect(meter.add({ ...at(9, 0), phase: 'verifying' }).bytesPerSecond).to.equal(undefined);
  });

  it('gives no fraction of an unknown total, no time without progress, and at most 1', () => {
    const meter = new ProgressMeter();
    expect(meter.add({ ...at(0, 1), totalBytes: 0 }).fraction).to.equal(undefined);
    meter.add(at(1, 5));
    const stalled = meter.add(at(2, 5));
    expect(stalled.remainingMs === undefined || stalled.remainingMs > 0).to.equal(true);
    expect(meter.add(at(3, 150)).fraction).to.equal(1);
  });

  it('accepts two samples with the same time', () => {
    const meter = new ProgressMeter();
    meter.add(at(0, 0));
    meter.add(at(1, 1));
    expect(meter.add(at(1, 2)).bytesPerSecond).to.be.closeTo(1 * MB, 1);
  });
});

function at(seconds: number, megabytes: number) {
  return { phase: 'capturing', doneBytes: megabytes * MB, totalBytes: 100 * MB, atMs: seconds * 1000 };
}
