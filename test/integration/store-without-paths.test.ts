import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from 'inversify';
import { InMemoryBackupStore } from '../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import { createContainer } from '../../src/main/container.ts';
import { TOKENS } from '../../src/main/tokens.ts';
import { loadSettings } from '../../src/settings/settings.ts';
import { VERIFICATION_LEVELS } from '../../src/domain/verification/verification.ts';
import {
  itemTable,
  makeFolder,
  readItems,
  removeFolder,
  writeDatabase,
} from '../support/database-fixtures.ts';
import { execute } from '../support/writers.ts';

/** Moves a staged artifact into the memory of the store. */
const takeStaged = async (path: string): Promise<Uint8Array> => {
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
};

describe('a store without paths, bound in one place', () => {
  let folder: string;
  let source: string;
  let store: InMemoryBackupStore;
  let container: Container;

  beforeEach(async () => {
    folder = await makeFolder();
    source = join(folder, 'app.db');
    writeDatabase(source, itemTable(50));
    store = new InMemoryBackupStore(new InMemoryDisk(), takeStaged);
    const overrides = { min_free_mb: { value: 0, source: 'test' } };
    const settings = loadSettings({ env: {}, cwd: folder, overrides });
    container = await createContainer({ settings, logger: new InMemoryLogger(), listeners: [] });
    (await container.rebindAsync(TOKENS.store)).toConstantValue(store);
  });

  afterEach(async () => removeFolder(folder));

  const create = async (): Promise<string> => {
    const { backup } = await container
      .get(TOKENS.useCases)
      .createBackup.execute({ sourcePath: source, database: 'app' });
    return backup.filename;
  };
  const staged = (): readonly string[] => readdirSync(join(folder, 'backup', '.state', 'staging'));

  it('serves create, list and every verification level', async () => {
    const filename = await create();
    const listed = await container.get(TOKENS.useCases).listBackups.execute({ database: 'app' });
    expect(listed.restorePoints.map((backup) => backup.location)).to.deep.equal([`memory:${filename}`]);
    for (const level of VERIFICATION_LEVELS) {
      const { result, checks } = await container
        .get(TOKENS.useCases)
        .verifyBackup.execute({ filename, level });
      expect(result, JSON.stringify(checks)).to.equal('ok');
    }
    expect(staged()).to.deep.equal([]);
  });

  it('serves restore to a path and in place', async () => {
    const filename = await create();
    const backup = { by: 'name', filename } as const;
    const target = join(folder, 'restored.db');
    const restore = container.get(TOKENS.useCases).restoreBackup;
    await restore.execute({ backup, target: { kind: 'path', path: target, overwrite: false } });
    const content = readItems(source);
    expect(readItems(target)).to.deep.equal(content);
    await execute(source, 'DELETE FROM item WHERE id > 10');
    await restore.execute({ backup, target: { kind: 'in_place' } });
    expect(readItems(source)).to.deep.equal(content);
    const { restorePoints } = await container.get(TOKENS.useCases).listBackups.execute({});
    expect(restorePoints).to.have.length(2);
    expect(staged()).to.deep.equal([]);
  });

  it('serves inspect, download and a stream of the database', async () => {
    const filename = await create();
    const { tables } = await container.get(TOKENS.useCases).inspectBackup.execute({ filename });
    expect(tables).not.to.have.length(0);
    const { artifact, storedSha256 } = await container
      .get(TOKENS.useCases)
      .downloadBackup.execute({ filename });
    expect(artifact.sizeBytes).to.be.greaterThan(0);
    expect(storedSha256).to.have.length(64);
    await artifact.close();
    const pieces: Uint8Array[] = [];
    const { databaseBytes } = await container.get(TOKENS.useCases).streamBackup.execute({
      backup: { by: 'name', filename },
      destination: 'a test',
      write: async (bytes) => void pieces.push(bytes.slice()),
    });
    expect(Buffer.concat(pieces)).to.have.length(databaseBytes);
    expect(store.openCount).to.equal(0);
  });

  it('serves pin and cleanup', async () => {
    const filenames = [await create(), await create(), await create()];
    await container.get(TOKENS.useCases).changeBackupState.execute({ filename: filenames[0]!, pinned: true });
    const { removed } = await container
      .get(TOKENS.useCases)
      .cleanupBackups.execute({ keepDays: 0, dryRun: false });
    expect(removed.map(({ filename }) => filename)).to.deep.equal([filenames[1]]);
    const left = (await store.list()).map(({ filename }) => filename);
    expect(left).to.have.members([filenames[0], filenames[2]]);
  });
});
