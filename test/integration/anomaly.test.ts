import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../../src/application/ports/run-listener.ts';
import { DatabaseCorruptedException } from '../../src/domain/exceptions/database-corrupted-exception.ts';
import { BackupConfig, BackupManager } from '../../src/main/library.ts';
import {
  buildSource,
  itemTable,
  makeFolder,
  removeFolder,
  writeDatabase,
} from '../support/database-fixtures.ts';
import { rejectionOf } from '../support/rejection-of.ts';

/** Each capture of a real database is a process of its own. */
const TIMEOUT_MS = 60_000;

for (const engine of ['native', 'sqljs']) {
  describe(`an anomaly (${engine})`, function () {
    this.timeout(TIMEOUT_MS);
    let folder: string;
    let database: string;
    let manager: BackupManager;
    let warnings: string[];

    beforeEach(async () => {
      folder = await makeFolder();
      database = join(folder, 'app.db');
      warnings = [];
      const configFile = join(folder, 'config.json');
      // Whatever may go goes at once: only a freeze keeps a second backup.
      const retention = { keep_days: 0, max_backup_files: 1 };
      const settings = { database_path: database, engine, min_free_mb: 0, log_file: null, ...retention };
      await writeFile(configFile, JSON.stringify(settings));
      const onRunEvent = (event: RunEvent): void => {
        if (event.type === 'warning') warnings.push(event.message);
      };
      manager = new BackupManager({ config: new BackupConfig(configFile), listeners: [{ onRunEvent }] });
    });

    afterEach(async () => {
      await manager.close();
      await removeFolder(folder);
    });

    const rebuild = async (kind: 'sound' | 'damaged' | 'custom-collation'): Promise<void> => {
      await rm(database, { force: true });
      await buildSource(kind, database);
    };
    const count = async (): Promise<number> => (await manager.listBackups()).length;

    it('pauses retention while the source is damaged', async () => {
      await rebuild('sound');
      const good = await manager.createBackup();
      await rebuild('damaged');
      expect(await rejectionOf(manager.createBackup())).to.be.instanceOf(DatabaseCorruptedException);
      const { overallStatus, database: health, backupDirectory } = await manager.getHealthStatus();
      expect(overallStatus).to.equal('critical');
      expect(health.databases[0]?.frozen).to.include('app is damaged');
      expect(backupDirectory.quarantined).to.equal(1);
      expect((await manager.cleanupBackups()).kept.map(({ filename }) => filename)).to.deep.equal([
        good.filename,
      ]);
      await rebuild('sound');
      await manager.createBackup();
      expect((await manager.getHealthStatus()).overallStatus).to.equal('healthy');
      expect(await count()).to.equal(1);
    });

    it('pauses retention until lost rows or tables are acknowledged', async () => {
      const tables = 'CREATE TABLE b (x); CREATE TABLE c (x); CREATE TABLE d (x);';
      writeDatabase(database, `${itemTable(400)} ${tables}`);
      const full = await manager.createBackup();
      expect(full.manifest.tableCount).to.equal(4);
      writeDatabase(database, 'DELETE FROM item; VACUUM');
      const emptied = await manager.createBackup();
      expect(emptied.verified).to.equal(true);
      expect(warnings.join()).to.include('app shrank to').and.include(String(full.manifest.databaseBytes));
      expect(await count()).to.equal(2);
      expect(await manager.acknowledgeAnomaly('app')).to.deep.equal({
        database: 'app',
        acknowledged: ['collapse'],
      });
      await manager.createBackup();
      expect(await count()).to.equal(1);
      writeDatabase(database, 'DROP TABLE b; DROP TABLE c; DROP TABLE d');
      await manager.createBackup();
      expect(warnings.at(-1)).to.include('in 1 table, before').and.include('in 4 tables');
      expect(await count()).to.equal(2);
    });

    it('keeps the backup with the rows when rows were deleted', async () => {
      writeDatabase(database, itemTable(4000));
      const full = await manager.createBackup();
      writeDatabase(database, 'DELETE FROM item');
      const emptied = await manager.createBackup();
      expect(emptied.manifest.databaseBytes).to.equal(full.manifest.databaseBytes);
      expect(warnings.join()).to.include('bytes in use, before');
      expect((await manager.listBackups()).map(({ filename }) => filename)).to.include(full.filename);
    });

    it('is not reported after VACUUM', async () => {
      writeDatabase(database, `${itemTable(4000)} DELETE FROM item WHERE rowid > 100`);
      await manager.createBackup();
      writeDatabase(database, 'VACUUM');
      await manager.createBackup();
      expect(warnings).to.deep.equal([]);
      expect(await count()).to.equal(1);
    });

    it('is not reported for a database with its own collation', async () => {
      await rebuild('custom-collation');
      const { manifest } = await manager.createBackup();
      expect(manifest.sourceCheck).to.include({ result: 'inconclusive' });
      await manager.createBackup();
      expect(existsSync(join(folder, 'backup', '.state', 'quarantine'))).to.equal(false);
      expect(existsSync(join(folder, 'backup', '.state', 'anomalies'))).to.equal(false);
      expect((await manager.getHealthStatus()).overallStatus).to.equal('healthy');
      expect(await count()).to.equal(1);
    });
  });
}
