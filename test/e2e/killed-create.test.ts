import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { until } from '../support/cli-process.ts';
import { isRunning } from '../support/process-table.ts';
import { createLargeDatabase } from '../support/writers.ts';
import { ENGINES, Workspace, type CreatedDocument } from './workspace.ts';

const KILLS = 12;

for (const engine of ENGINES) {
  describe(`a killed create (${engine})`, function () {
    this.timeout(300_000);
    let workspace: Workspace;
    let database: string;
    /** What a capture that is not disturbed has staged at the end. */
    let wholeBytes: number;
    before(async () => {
      workspace = Workspace.create().with({ env: { BACKUP_ENGINE: engine } });
      database = workspace.path('app.db');
      await createLargeDatabase(database, 10);
      wholeBytes = await stagedAtTheEnd();
    });
    after(() => workspace.remove());

    async function stagedAtTheEnd(): Promise<number> {
      let mostBytes = 0;
      const cli = workspace.start('create', database);
      await until(() => {
        mostBytes = Math.max(mostBytes, workspace.stagedBytes());
        return !isRunning(cli.pid);
      }, 'the backup is made');
      return mostBytes;
    }

    /** Kills a create when it has come so far; true when it really was cut off. */
    async function killAt(progress: number): Promise<boolean> {
      const cli = workspace.start('create', database);
      const published = workspace.dataFiles().length;
      await until(
        () => workspace.stagedBytes() >= wholeBytes * progress || workspace.dataFiles().length > published,
        `${Math.round(progress * 100)} % are staged`,
      );
      cli.kill('SIGKILL');
      return (await cli.ended).signal === 'SIGKILL';
    }

    const kills = engine === 'native' ? KILLS : KILLS / 4;
    it(`${kills} times never blocks the next one, and leaves no partial backup`, async () => {
      let cutOff = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        if (await killAt(kill / kills)) cutOff += 1;
        // At once: the capturing process of the dead run may still be there.
        const next: CreatedDocument = await workspace.create(database);
        expect(next.verified).to.equal(true);
      }
      expect(cutOff).to.be.greaterThan(0);
      await workspace.create(database);
      expect(workspace.staged()).to.deep.equal([]);
      const backups = await workspace.list();
      expect(backups).to.have.length(workspace.dataFiles().length);
      for (const { filename } of backups) {
        const verdict = await workspace.document('verify', filename, '--level', 'quick');
        expect(verdict, filename).to.include({ result: 'ok' });
      }
    });
  });
}
