import { expect } from 'chai';
import { describe, it } from 'mocha';
import { SpaceSamples } from '../../../src/application/health/space-samples.ts';
import { HOUR_MS, NOW } from '../../support/backup-builder.ts';

const at = (hours: number): Date =>
  new Date(Math.floor(NOW.getTime() / (2 * HOUR_MS)) * 2 * HOUR_MS + hours * HOUR_MS);

describe('SpaceSamples', () => {
  it('keeps the last of each two hours', () => {
    const samples = new SpaceSamples();
    for (const hours of [0, 1, 1.9, 2, 3]) samples.add({ at: at(hours), freeBytes: hours });
    expect(samples.all.map(({ freeBytes }) => freeBytes)).to.deep.equal([1.9, 3]);
  });

  it('never keeps more than five days', () => {
    const samples = new SpaceSamples();
    for (let hours = 0; hours < 24 * 30; hours += 0.5) samples.add({ at: at(hours), freeBytes: 1 });
    expect(samples.all).to.have.length(60);
    expect(samples.all[0]?.at).to.deep.equal(at(24 * 25 + 1.5));
  });

  it('forgets samples after a clock that was set back', () => {
    const samples = new SpaceSamples();
    for (const hours of [0, 10, 20, 4]) samples.add({ at: at(hours), freeBytes: hours });
    expect(samples.all.map(({ freeBytes }) => freeBytes)).to.deep.equal([0, 4]);
  });
});
