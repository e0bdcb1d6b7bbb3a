import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { CliProcess } from '../support/cli-process.ts';
import { isRunning } from '../support/process-table.ts';
import { createLargeDatabase } from '../support/writers.ts';
import { expectFailure, expectJson, expectNoTrace, expectText } from './expect-failure.ts';
import { ENGINES, Workspace } from './workspace.ts';

/** The run is stopped in mid-capture, so none of these depends on how long anything takes. */
for (const engine of ENGINES) {
  describe(`an unfinished run (${engine})`, () => {
    const forms = [
      { name: 'for people', form: [], expectForm: expectText },
      { name: 'for scripts', form: ['--json'], expectForm: expectJson },
    ] as const;
    let workspace: Workspace;
    let create: readonly string[];
    let cli: CliProcess | undefined;
    before(async () => {
      workspace = Workspace.create();
      const database = workspace.path('app.db');
      await createLargeDatabase(database, 8);
      create = ['create', database, '--engine', engine];
    });
    afterEach(async () => {
      if (cli !== undefined && isRunning(cli.pid)) cli.kill('SIGKILL');
      cli = undefined;
      // Whatever happened to it, the lock is free and the next run cleans up.
      await workspace.document(...create);
      expect(workspace.staged()).to.deep.equal([]);
    });
    after(() => workspace.remove());

    /** A busy machine may take longer than the short deadline to begin with the capture: then it gets a long one. */
    async function stopBeforeTheDeadline(...form: readonly string[]) {
      const stopWithin = async (seconds: string) => ({
        seconds,
        ...(await workspace.stopInMidCapture(...create, '--timeout', seconds, ...form)),
      });
      return stopWithin('2').catch((error: unknown) => {
        if (!String(error).includes('BACKUP_TIMEOUT')) throw error;
        return stopWithin('20');
      });
    }

    for (const { name, form, expectForm } of forms) {
      it(`times out and leaves no process (reported ${name})`, async () => {
        const published = workspace.dataFiles();
        const { seconds, ...stopped } = await stopBeforeTheDeadline(...form);
        cli = stopped.cli;
        const ending = await cli.ended;
        const says = new RegExp(`did not finish within ${seconds} s`);
        expectForm(ending, { code: 'BACKUP_TIMEOUT', exitCode: 9, says });
        expect(isRunning(stopped.capturing)).to.equal(false);
        expectNoTrace(workspace, published);
      });

      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        it(`is cancelled by ${signal} and leaves no process (reported ${name})`, async () => {
          const published = workspace.dataFiles();
          const stopped = await workspace.stopInMidCapture(...create, ...form);
          cli = stopped.cli;
          cli.kill(signal);
          const ending = await cli.ended;
          expectForm(ending, { code: 'CANCELLED', exitCode: 130, says: /was cancelled/ });
          expect(isRunning(stopped.capturing)).to.equal(false);
          expectNoTrace(workspace, published);
        });
      }

      it(`fails when its task worker dies (reported ${name})`, async () => {
        const published = workspace.dataFiles();
        const stopped = await workspace.stopInMidCapture(...create, ...form);
        cli = stopped.cli;
        process.kill(stopped.capturing, 'SIGKILL');
        const ending = await cli.ended;
        expectForm(ending, { code: 'BACKUP_CREATION', exitCode: 7, says: /died: SIGKILL/ });
        expectNoTrace(workspace, published);
      });
    }

    it('ignores SIGUSR1 and SIGUSR2, and opens no debugger', async () => {
      const stopped = await workspace.stopInMidCapture(...create);
      cli = stopped.cli;
      for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) {
        cli.kill(signal);
        process.kill(stopped.capturing, signal);
      }
      process.kill(stopped.capturing, 'SIGCONT');
      const { exitCode, stderr } = await cli.ended;
      expect(exitCode).to.equal(0);
      expect(stderr).not.to.include('Debugger');
    });

    it('makes a second run fail and name it', async () => {
      const published = workspace.dataFiles();
      const stopped = await workspace.stopInMidCapture(...create);
      cli = stopped.cli;
      const says = new RegExp(`create \\(pid ${cli.pid} on .*\\) is running on app$`);
      for (const { form, expectForm } of forms) {
        const second = await workspace.run(...create, ...form);
        expectForm(second, { code: 'OPERATION_IN_PROGRESS', exitCode: 10, says });
      }
      expect(workspace.dataFiles()).to.deep.equal(published);

      process.kill(stopped.capturing, 'SIGCONT');
      const { exitCode, stderr } = await cli.ended;
      expect(exitCode, `the first run is not disturbed: ${stderr}`).to.equal(0);
      expectNoTrace(workspace, workspace.dataFiles());
      expect(workspace.dataFiles()).to.have.length(published.length + 1);
    });

    it('fails when the backup exceeds max_backup_size_mb', async () => {
      const limited = workspace.with({ env: { BACKUP_MAX_SIZE_MB: '1' } });
      for (const compression of ['gzip', 'zstd', 'none']) {
        const expected = { code: 'BACKUP_CREATION', exitCode: 7, says: /max_backup_size_mb/ };
        await expectFailure(limited, [...create, '--compression', compression], expected);
      }
    });
  });
}
