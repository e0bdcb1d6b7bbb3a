import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { existsSync, readFileSync } from 'node:fs';
import { execute } from '../support/writers.ts';
import { ENGINES, Workspace } from './workspace.ts';

for (const engine of ENGINES) {
  describe(`an index with a collation of the application (${engine})`, () => {
    let workspace: Workspace;
    let database: string;
    before(async () => {
      workspace = Workspace.create().with({ env: { BACKUP_ENGINE: engine } });
      database = workspace.path('app.db');
      await execute(
        database,
        'CREATE TABLE people (name TEXT COLLATE by_length)',
        'CREATE INDEX people_by_name ON people (name)',
        "INSERT INTO people VALUES ('Ada'), ('Grace')",
      );
    });
    after(() => workspace.remove());

    it('makes the source check inconclusive with a reason; the backup is usable', async () => {
      const { path, verified, source_check } = await workspace.create(database);
      expect(verified).to.equal(true);
      expect(source_check).to.include({ level: 'quick', result: 'inconclusive' });
      expect(source_check.detail).to.include('by_length');
      const manifest = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Record<string, unknown>;
      expect(manifest['source_check']).to.include({ result: 'inconclusive', detail: source_check.detail });
      expect(existsSync(workspace.path('backup', '.state', 'quarantine'))).to.equal(false);
      expect(await workspace.list()).to.have.length(1);
    });

    it('is reported to the operator', async () => {
      const { exitCode, stdout, stderr } = await workspace.run('create', database);
      expect(exitCode).to.equal(0);
      expect(stderr)
        .to.match(/^warning: .*inconclusive: .*by_length/m)
        .and.match(/^hint: ./m);
      expect(stdout).to.match(/source check +quick inconclusive: .*by_length/);
    });

    it('makes a verification of the content inconclusive (exit 12)', async () => {
      const [backup] = await workspace.list();
      const { exitCode, stdout } = await workspace.run(
        'verify',
        backup!.filename,
        '--level',
        'quick',
        '--json',
      );
      expect(exitCode).to.equal(12);
      expect(JSON.parse(stdout)).to.include({ result: 'inconclusive' });
      expect(stdout).to.include('by_length');
      expect((await workspace.run('verify', backup!.filename, '--level', 'checksum')).exitCode).to.equal(0);
    });
  });
}
