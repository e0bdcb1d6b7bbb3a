import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { SystemClock } from '../../../src/adapters/outbound/clock/system-clock.ts';
import { describeClock } from './clock.contract.ts';

describeClock('SystemClock', () => {
  const clock = new SystemClock();
  const pass = async (milliseconds: number): Promise<void> => {
    // Timers may fire early, or late under load: wait by the clock itself.
    const untilMs = clock.monotonicMs() + milliseconds;
    while (clock.monotonicMs() < untilMs) await setTimeout(1);
    // Let due timers fire.
    await setTimeout(1);
  };
  return { clock, pass };
});

describe('SystemClock', () => {
  it('does not keep a process alive for a deadline', () => {
    const clock = new URL('../../../src/adapters/outbound/clock/system-clock.ts', import.meta.url).href;
    const program = `const { SystemClock } = await import('${clock}'); new SystemClock().deadline(3_600_000);`;
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { timeout: 30_000 }),
    ).not.to.throw();
  });
});
