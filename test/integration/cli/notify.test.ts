import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { TestedChannel } from '../../../src/application/notifications/test-notifications.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { failing, invoke } from './invoke.ts';

const FAILED: TestedChannel = {
  channel: 'mail',
  type: 'email',
  result: 'failed',
  detail: 'connect ECONNREFUSED\u001b[2J',
  durationMs: 3,
};

describe('notify test', () => {
  it('exits 0 when every receiver accepted the message', async () => {
    const { exitCode, stdout } = await invoke(['notify', 'test']);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/webhook\s+webhook\s+delivered/);
  });

  it('prints JSON, and tests one channel when it is named', async () => {
    const invocation = await invoke(['notify', 'test', '--channel', 'ops', '--json']);
    expect(invocation.json()).to.deep.equal([
      { channel: 'ops', type: 'webhook', result: 'delivered', detail: '', duration_ms: 12 },
    ]);
  });

  it('exits 1 with the escaped reason when one did not', async () => {
    const testNotifications = { execute: () => Promise.resolve([FAILED]) };
    const { exitCode, stdout } = await invoke(['notify', 'test'], { services: { testNotifications } });
    expect(exitCode).to.equal(1);
    expect(stdout).to.include('connect ECONNREFUSED').and.not.include('\u001b');
  });

  it('exits 2 when there is no such channel', async () => {
    const testNotifications = failing(new UsageException('there is no channel x', { hint: 'ops' }));
    const { exitCode, stderr } = await invoke(['notify', 'test', '--channel', 'x'], {
      services: { testNotifications },
    });
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('there is no channel x');
  });
});
