import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { hostOfPart, hostPart } from '../../../src/adapters/outbound/object-storage/host-keys.ts';
import { ObjectBackupStore } from '../../../src/adapters/outbound/backup-store/object-backup-store.ts';
import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import { EMPTY_STATE, manifestOf } from '../../../src/domain/backup/backup.ts';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { aManifest, DAY_MS, digestsOf, HOUR_MS, NOW } from '../../support/backup-builder.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { encoded, keysIn, putBackup } from '../../support/object-backups.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const HOST = 'box';
const DATA = 'box/app/app-20261122T210800123Z.db.gz';
const PINNED = { ...EMPTY_STATE, pinned: true };

describe('ObjectBackupStore', () => {
  let storage: InMemoryObjectStorage;
  let store: ObjectBackupStore;
  let folder: string;
  let now: Date;

  beforeEach(async () => {
    now = NOW;
    storage = new InMemoryObjectStorage();
    storage.clock = () => now;
    store = new ObjectBackupStore(storage, { host: HOST });
    folder = await makeFolder();
  });

  afterEach(() => removeFolder(folder));

  const publish = async (of = store, content = 'content') => {
    const staged = join(folder, createHash('sha256').update(content).digest('hex'));
    await writeFile(staged, content);
    return of.publish(staged, aManifest(digestsOf(content)), PINNED);
  };

  describe('publishes', () => {
    it('data, state and manifest with few requests', async () => {
      await publish();
      expect(await keysIn(storage)).to.deep.equal([DATA, `${DATA}.json`, `${DATA}.state.json`]);
      const before = storage.requestCount;
      await publish();
      // A free name, two for the upload, the size, state and manifest.
      expect(storage.requestCount - before).to.equal(6);
    });

    for (const [what, keys] of [
      ['data', /\.gz$/],
      ['state', /\.state\.json$/],
      ['manifest', /\.gz\.json$/],
    ] as const) {
      it(`nothing when the ${what} cannot be written`, async () => {
        storage.faults.refuseWrites = keys;
        const error = await rejectionOf(publish());
        expect(error).to.be.instanceOf(StoreException);
        expect((error as StoreException).details).to.include({ reason: 'permission' });
        expect(await keysIn(storage)).to.deep.equal([]);
      });
    }

    it('the data before the manifest', async () => {
      storage.faults.refuseWrites = /\.gz\.json$/;
      storage.faults.refuseRemoval = true;
      await rejectionOf(publish());
      expect(await keysIn(storage)).to.deep.equal([DATA, `${DATA}.state.json`]);
      expect(await store.list()).to.deep.equal([]);
    });

    it('under the next name when another machine of the same name takes the first', async () => {
      const upload = storage.upload.bind(storage);
      storage.upload = async (...args) => {
        storage.upload = upload;
        await upload(...args);
        await putBackup(storage, HOST, { toolVersion: 'other' });
      };
      const backup = await publish();
      expect(backup.filename).to.equal('app-20261122T210800123Z-2.db.gz');
      const versions = (await store.list()).map((each) => manifestOf(each)?.toolVersion);
      expect(versions).to.have.members(['0.1.0', 'other']);
    });

    it('nothing when the server has another size than the upload', async () => {
      const upload = storage.upload.bind(storage);
      storage.upload = async (...args) => {
        await upload(...args);
        await storage.write(DATA, encoded('half'));
      };
      expect(await rejectionOf(publish())).to.be.instanceOf(StoreException);
      expect(await keysIn(storage)).to.deep.equal([]);
    });

    it('not when the storage is unreachable', async () => {
      storage.faults.everything = 'unreachable';
      const error = await rejectionOf(publish());
      expect((error as StoreException).details).to.include({ reason: 'unreachable' });
      storage.faults.everything = undefined;
      expect((await publish()).storedBytes).to.equal(7);
    });
  });

  it('places lost data again and keeps the state of the copy', async () => {
    const backup = await publish();
    await storage.remove(DATA);
    const manifest = manifestOf(backup)!;
    const artifact = {
      sizeBytes: 7,
      read: async function* () {
        yield Promise.resolve(encoded('content'));
      },
      close: () => Promise.resolve(),
    };
    const placed = await store.place(manifest, EMPTY_STATE, artifact);
    expect(placed.state).to.deep.equal(PINNED);
    expect(await store.list()).to.deep.equal([placed]);
  });

  describe('removes', () => {
    it('the manifest first: a backup whose data stays is no longer listed', async () => {
      const backup = await publish();
      storage.faults.refuseRemoval = /\.gz$/;
      expect(await rejectionOf(store.remove(backup))).to.be.instanceOf(StoreException);
      expect(await keysIn(storage)).to.deep.equal([DATA]);
      expect(await store.list()).to.deep.equal([]);
      storage.faults.refuseRemoval = false;
      await store.remove(backup);
      expect(await keysIn(storage)).to.deep.equal([]);
    });

    it('nothing when the manifest cannot be removed', async () => {
      const backup = await publish();
      storage.faults.refuseRemoval = /\.gz\.json$/;
      expect(await rejectionOf(store.remove(backup))).to.be.instanceOf(StoreException);
      expect(await store.list()).to.deep.equal([backup]);
    });
  });

  describe('sweeps', () => {
    const leave = async (host: string, database = 'app') => {
      const key = await putBackup(storage, host, { database });
      await storage.remove(`${key}.json`);
      return key;
    };

    it('data and state without a manifest that are older than a day by the clock of the server', async () => {
      await leave(HOST);
      await putBackup(storage, HOST, { database: 'kept' });
      const others = [await leave('box-2'), 'box/app/theirs.db', 'box/notes.txt', 'box/app/a/b.db'];
      for (const key of others.slice(1)) await storage.write(key, encoded('theirs'));
      now = new Date(NOW.getTime() + 12 * HOUR_MS);
      const young = await leave(HOST, 'young');
      now = new Date(NOW.getTime() + DAY_MS);
      await store.sweep();
      expect(await keysIn(storage)).to.include(DATA);
      now = new Date(NOW.getTime() + DAY_MS + 1);
      await store.sweep();
      const keys = await keysIn(storage);
      expect(keys.filter((key) => key.startsWith(DATA))).to.deep.equal([]);
      expect(keys).to.include.members([...others, young]);
      expect(await store.list()).to.have.length(1);
    });

    it('unfinished uploads, once and before the first publish', async () => {
      storage.unfinishedUploads.set(DATA, new Date(NOW.getTime() - 2 * DAY_MS));
      await publish();
      expect([...storage.unfinishedUploads.keys()]).to.deep.equal([]);
      storage.unfinishedUploads.set(DATA, new Date(NOW.getTime() - 2 * DAY_MS));
      await publish();
      expect([...storage.unfinishedUploads.keys()]).to.deep.equal([DATA]);
    });

    it('nothing, and publishes, without the permission to remove', async () => {
      const left = await leave(HOST, 'left');
      now = new Date(NOW.getTime() + 2 * DAY_MS);
      storage.faults.refuseRemoval = true;
      expect((await publish()).filename).not.to.equal('');
      expect(await keysIn(storage)).to.include(left);
    });
  });

  describe('separates hosts', () => {
    it('whose names begin alike', async () => {
      await publish();
      const other = new ObjectBackupStore(storage, { host: 'box-2' });
      await publish(other);
      expect(await store.list()).to.have.length(1);
      expect(await other.list()).to.have.length(1);
      for (const backup of await other.list()) await other.remove(backup);
      expect(await store.list()).to.have.length(1);
    });

    it('and lists them, and reads the backups of another one', async () => {
      await publish(new ObjectBackupStore(storage, { host: 'old machine/1' }));
      await publish();
      await storage.write('fleet/box.json', encoded('{}'));
      expect(await store.hosts()).to.deep.equal(['box', 'old machine/1']);
      const [backup] = await store.withHost('old machine/1').list();
      const artifact = await store.withHost('old machine/1').open(backup!);
      const pieces = [];
      for await (const piece of artifact.read(0, artifact.sizeBytes)) pieces.push(piece);
      expect(Buffer.concat(pieces).toString()).to.equal('content');
    });

    it('with one key part for each name', () => {
      const hosts = [
        'box',
        'Box',
        'box.example',
        '..',
        '.',
        'a/b',
        'a%2Fb',
        'fleet',
        '%66leet',
        'é 备份',
        "a'(b)*!~",
      ];
      const parts = hosts.map(hostPart);
      expect(new Set(parts).size).to.equal(hosts.length);
      for (const part of parts)
        expect(part)
          .to.match(/^(?!\.)[A-Za-z0-9%._-]+$/)
          .and.not.equal('fleet');
      expect(parts.map(hostOfPart)).to.deep.equal(hosts);
      for (const part of ['', '%', '.hidden', 'fleet', 'a b']) expect(hostOfPart(part)).to.equal(undefined);
      expect(() => hostPart('')).to.throw(ConfigurationException);
    });
  });
});
