import { expect } from 'chai';
import { describe, it } from 'mocha';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { fakeServices } from './fake-services.ts';
import { failing, invoke, recording } from './invoke.ts';

describe('acknowledge', () => {
  it('prints the acknowledged anomalies', async () => {
    const { exitCode, stdout } = await invoke(['acknowledge', 'app']);
    expect(exitCode).to.equal(0);
    expect(stdout).to.equal('Acknowledged for app: collapse; retention is resumed\n');
  });

  it('prints the kinds as JSON', async () => {
    const commands: { database: string }[] = [];
    const acknowledgeAnomaly = recording(fakeServices().acknowledgeAnomaly, commands);
    const invocation = await invoke(['acknowledge', 'shop', '--json'], { services: { acknowledgeAnomaly } });
    expect(invocation.json()).to.deep.equal({ database: 'shop', acknowledged: ['collapse'] });
    expect(commands).to.deep.equal([{ database: 'shop' }]);
  });

  it('succeeds when there is no anomaly', async () => {
    const acknowledgeAnomaly = { execute: () => Promise.resolve({ database: 'app', acknowledged: [] }) };
    const { exitCode, stdout } = await invoke(['acknowledge', 'app'], { services: { acknowledgeAnomaly } });
    expect([exitCode, stdout]).to.deep.equal([0, 'app has no anomaly\n']);
  });

  it('exits 2 when the name is unknown or missing', async () => {
    const acknowledgeAnomaly = failing(new UsageException('no such database', { hint: 'There are: app.' }));
    const { exitCode, stderr } = await invoke(['acknowledge', 'ap'], { services: { acknowledgeAnomaly } });
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('hint: There are: app.');
    expect((await invoke(['acknowledge'])).exitCode).to.equal(2);
  });
});

describe('create whose cleanup failed', () => {
  const { createBackup } = fakeServices();
  const services = {
    createBackup: {
      execute: async (...call: Parameters<typeof createBackup.execute>) => ({
        ...(await createBackup.execute(...call)),
        removed: [],
        cleanupProblem: { message: 'the backup was made, but the cleanup failed', hint: 'look' },
      }),
    },
  };

  it('succeeds with a warning on stderr', async () => {
    const { exitCode, stderr } = await invoke(['create', 'app.db'], { services });
    expect(exitCode).to.equal(0);
    expect(stderr).to.equal('warning: app: the backup was made, but the cleanup failed\nhint: look\n');
  });

  it('prints the same JSON document as without the failure', async () => {
    const failed = await invoke(['create', 'app.db', '--json'], { services });
    expect(failed.json()).to.deep.equal((await invoke(['create', 'app.db', '--json'])).json());
    expect(failed.stderr).to.include('cleanup failed');
  });

  it('prints no warning when --quiet is given', async () => {
    expect((await invoke(['create', 'app.db', '--quiet'], { services })).stderr).to.equal('');
  });
});
