import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Run, RunEvent } from '../../../src/application/ports/run-listener.ts';
import type { ServicesRequest } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import { fakeServices } from './fake-services.ts';
import { invoke, type Invocation } from './invoke.ts';

const RUN: Run = { id: 'r', operation: 'create', database: 'app', startedAt: new Date(0) };
const EVENTS: readonly RunEvent[] = [
  { type: 'started', run: RUN },
  { type: 'progress', run: RUN, phase: 'capturing', doneBytes: 0, totalBytes: 0 },
  {
    type: 'progress',
    run: RUN,
    phase: 'capturing',
    doneBytes: 500_000,
    totalBytes: 1_000_000,
    walGrowthBytes: 12_000,
  },
  { type: 'warning', run: RUN, message: 'side files belong\u001b[2J to root', hint: 'chown them' },
  { type: 'progress', run: RUN, phase: 'compressing', doneBytes: 1_000_000, totalBytes: 1_000_000 },
  { type: 'succeeded', run: RUN, durationMs: 5, facts: {} },
];

function createWithEvents(argv: readonly string[], isTerminal: boolean): Promise<Invocation> {
  let request: ServicesRequest | undefined;
  const { createBackup } = fakeServices();
  const services = fakeServices({
    createBackup: {
      execute: (command, options) => {
        for (const event of EVENTS)
          request?.listeners.forEach((listener) => {
            listener.onRunEvent(event);
          });
        return createBackup.execute(command, options);
      },
    },
  });
  const loadServices = (given: ServicesRequest): Promise<typeof services> => {
    request = given;
    return Promise.resolve(services);
  };
  return invoke(['create', 'app.db', ...argv], { environment: { isTerminal, loadServices } });
}

describe('progress', () => {
  it('is a bar on a terminal, removed at the end', async () => {
    const { stdout, stderr } = await createWithEvents([], true);
    expect(stderr)
      .to.include('capturing [')
      .and.include('50%')
      .and.include('500 kB')
      .and.include('/s')
      .and.include('WAL +12 kB');
    expect(stderr).to.include('compressing [').and.include('100%');
    expect(stderr).to.match(/\u001b\[[0-2]?K[^\n]*$/);
    expect(stdout).to.not.include('capturing');
  });

  it('is not drawn without a terminal; warnings are printed', async () => {
    const { stderr } = await createWithEvents(['--json'], false);
    expect(stderr).to.equal('warning: side files belong\\u001b[2J to root\nhint: chown them\n');
  });

  it('is hidden with the warnings when --quiet is given', async () => {
    expect((await createWithEvents(['--quiet'], true)).stderr).to.equal('');
  });
});
