import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from 'inversify';
import { ObjectBackupStore } from '../../src/adapters/outbound/backup-store/object-backup-store.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryObjectStorage } from '../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import type { BackupStore } from '../../src/application/ports/backup-store.ts';
import type { UseCases } from '../../src/application/use-cases.ts';
import { BackupNotFoundException } from '../../src/domain/exceptions/backup-not-found-exception.ts';
import { createContainer } from '../../src/main/container.ts';
import { TOKENS } from '../../src/main/tokens.ts';
import { loadSettings } from '../../src/settings/settings.ts';
import {
  itemTable,
  makeFolder,
  readItems,
  removeFolder,
  writeDatabase,
} from '../support/database-fixtures.ts';
import { rejectionOf } from '../support/rejection-of.ts';

describe('a remote store', () => {
  let folder: string;
  let source: string;
  let storage: InMemoryObjectStorage;
  let remote: ObjectBackupStore;
  let filename: string;
  /** The files in the folder of staging at each piece that was read from the store. */
  let staged: string[];

  beforeEach(async () => {
    folder = await makeFolder();
    source = join(folder, 'app.db');
    writeDatabase(source, itemTable(2000));
    storage = new InMemoryObjectStorage();
    remote = new ObjectBackupStore(storage, { host: 'old' });
    staged = [];
    const { backup } = await useCasesOf(await compose('old')).createBackup.execute({
      sourcePath: source,
      database: 'app',
    });
    ({ filename } = backup);
    const { open } = remote;
    remote.open = async (each) => {
      const artifact = await open.call(remote, each);
      return {
        sizeBytes: artifact.sizeBytes,
        close: () => artifact.close(),
        read: async function* (start, end) {
          for await (const piece of artifact.read(start, end)) {
            staged.push(...stagedFiles());
            yield piece;
          }
        },
      };
    };
  });

  afterEach(() => removeFolder(folder));

  const useCasesOf = (container: Container): UseCases => container.get(TOKENS.useCases);
  const stagedFiles = (): readonly string[] => {
    try {
      return readdirSync(join(folder, 'backup', '.state', 'staging'));
    } catch {
      return [];
    }
  };

  async function compose(host: string): Promise<Container> {
    const overrides = {
      min_free_mb: { value: 0, source: 'test' },
      host_name: { value: host, source: 'test' },
    };
    const settings = loadSettings({ env: {}, cwd: folder, overrides });
    const container = await createContainer({ settings, logger: new InMemoryLogger(), listeners: [] });
    const local: BackupStore = container.get(TOKENS.store);
    (await container.rebindAsync(TOKENS.stores)).toConstantValue([
      { name: 'local', type: 'directory', store: local },
      { name: 'offsite', type: 's3', store: remote },
    ]);
    return container;
  }

  it('restores into the target without a copy of the backup', async () => {
    const path = join(folder, 'restored.db');
    const { restoreBackup } = useCasesOf(await compose('old'));
    const target = { kind: 'path', path, overwrite: false } as const;
    const backup = { by: 'name', filename } as const;
    const { store } = await restoreBackup.execute({ backup, target, store: 'offsite' });
    expect(store).to.equal('offsite');
    expect(readItems(path)).to.deep.equal(readItems(source));
    expect(staged).to.deep.equal([]);
  });

  it('is verified at level checksum without a file, above with the database alone', async () => {
    const { verifyBackup } = useCasesOf(await compose('old')).inStore('offsite');
    expect((await verifyBackup.execute({ filename, level: 'checksum' })).result).to.equal('ok');
    expect(staged).to.deep.equal([]);
    expect((await verifyBackup.execute({ filename, level: 'full' })).result).to.equal('ok');
    expect(staged.filter((name) => /\.(gz|zst|age)$/.test(name))).to.deep.equal([]);
    expect(stagedFiles()).to.deep.equal([]);
  });

  it('reports a damaged object as damage, and restores from the other store', async () => {
    const key = `old/app/${filename}`;
    const bytes = (await storage.read(key))!.slice();
    bytes[bytes.length >> 1]! ^= 0xff;
    await storage.write(key, bytes);
    const useCases = useCasesOf(await compose('old'));
    const { result } = await useCases
      .inStore('offsite')
      .verifyBackup.execute({ filename, level: 'checksum' });
    expect(result).to.equal('failed');
    const path = join(folder, 'restored.db');
    const target = { kind: 'path', path, overwrite: false } as const;
    const backup = { by: 'time', database: 'app', before: undefined } as const;
    expect((await useCases.restoreBackup.execute({ backup, target })).store).to.equal('local');
    expect(readFileSync(path).length).to.equal(readFileSync(source).length);
  });

  it('gives a new host the backups of the old one, and names the hosts it knows', async () => {
    remote = remote.withHost('new');
    const { listBackups, restoreBackup } = useCasesOf(await compose('new'));
    expect((await listBackups.execute({ store: 'offsite' })).restorePoints).to.deep.equal([]);
    const listed = await listBackups.execute({ store: 'offsite', host: 'old' });
    expect(listed.restorePoints.map((point) => point.filename)).to.deep.equal([filename]);
    const path = join(folder, 'restored.db');
    const target = { kind: 'path', path, overwrite: false } as const;
    const backup = { by: 'time', database: 'app', before: undefined } as const;
    await restoreBackup.execute({ backup, target, store: 'offsite', host: 'old' });
    expect(readItems(path)).to.deep.equal(readItems(source));
    const error = await rejectionOf(listBackups.execute({ store: 'offsite', host: 'older' }));
    expect(error).to.be.instanceOf(BackupNotFoundException);
    expect(error).to.have.deep.property('details', { host: 'older', hosts: ['old'] });
  });
});
