import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupConfig, BackupManager, DatabaseNotFoundException } from '../../src/main/library.ts';
import { buildSource, makeFolder, removeFolder } from '../support/database-fixtures.ts';
import { rejectionOf } from '../support/rejection-of.ts';

describe("the library's history", () => {
  let folder: string;
  let config: BackupConfig;

  beforeEach(async () => {
    folder = await makeFolder();
    const file = join(folder, 'backup_config.json');
    const settings = {
      database_path: 'app.db',
      backup_dir: 'backup',
      min_free_mb: 0,
      cleanup_after_create: false,
    };
    await writeFile(file, JSON.stringify({ ...settings, log_file: null }));
    config = new BackupConfig(file);
    await buildSource('sound', join(folder, 'app.db'));
  });

  afterEach(() => removeFolder(folder));

  it('has a run that just ended, also for the next manager', async () => {
    const manager = new BackupManager({ config });
    const { filename } = await manager.createBackup();
    const { runs, unreadableLines } = await manager.history();
    expect(unreadableLines).to.equal(0);
    expect(runs).to.have.lengthOf(1);
    expect(runs[0]).to.include({ operation: 'create', database: 'app', outcome: 'succeeded' });
    expect(runs[0]?.facts).to.include({ filename, verified: true });
    await manager.close();
    const next = new BackupManager({ config });
    expect((await next.history({ database: 'app', limit: 5 })).runs).to.deep.equal(runs);
    await next.close();
  });

  it('has a failed run after the manager is closed', async () => {
    const manager = new BackupManager({ config });
    const error = await rejectionOf(manager.createBackup(join(folder, 'missing.db')));
    expect(error).to.be.instanceOf(DatabaseNotFoundException);
    await manager.close();
    const next = new BackupManager({ config });
    const [run] = (await next.history({ outcome: 'failed' })).runs;
    expect(run?.error?.code).to.equal('DATABASE_NOT_FOUND');
    await next.close();
  });
});
