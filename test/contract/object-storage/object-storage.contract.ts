import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type {
  ObjectStorage,
  StoredObject,
} from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeUploads } from './object-storage-uploads.contract.ts';
import { asynchronous, contentOf, digestOf, piecesOf, readObject } from './object-content.ts';

export interface ObjectStorageSubject {
  /** Below a prefix without objects, which does not exist yet where the server has directories. */
  readonly storage: ObjectStorage;
  /** At the same place, below a prefix that begins with the same letters (`backups` and `backups-2`). */
  readonly neighbour: ObjectStorage;
  /** At the same place, with credentials that the server refuses. */
  readonly refused: ObjectStorage;
  /** Texts that no message may contain, also those of `refused`. */
  readonly secrets: readonly string[];
  /** False where no test can give an unfinished upload an age. Default: true. */
  readonly canAgeUploads?: boolean;
  /** Leaves a part of an upload behind, as a killed process does. */
  leaveUnfinishedUpload(storage: 'storage' | 'neighbour', key: string, ageMs: number): Promise<void>;
  /** How many unfinished uploads the server has, below both prefixes. */
  countUnfinishedUploads(): Promise<number>;
  dispose(): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** More than one page of a listing; S3 has 1,000 keys in a page. */
const MANY = 1_003;
const WRITES_AT_ONCE = 16;
const KEY = 'host/app/app-20261122T210800123Z.db.gz';

export function describeObjectStorage(name: string, create: () => Promise<ObjectStorageSubject>): void {
  describe(`${name} is an ObjectStorage`, () => {
    let subject: ObjectStorageSubject;
    let storage: ObjectStorage;

    beforeEach(async () => {
      subject = await create();
      ({ storage } = subject);
    });

    afterEach(() => subject.dispose());

    it('lists every object below the prefix, also more than 1,000, in any order', async () => {
      const keys = Array.from({ length: MANY }, (_, index) => `host/app/${String(index)}.json`);
      await writeAll(storage, keys);
      expect((await keysOf(storage, 'host/')).sort()).to.deep.equal(keys.sort());
    });

    describe('lists only objects whose key begins with the prefix', () => {
      it('of the call', async () => {
        await writeAll(storage, ['host/app/1', 'host/app-2/1', 'host/other/1', 'host-2/app/1', 'fleet/1']);
        expect((await keysOf(storage, 'host/app/')).sort()).to.deep.equal(['host/app/1']);
        expect((await keysOf(storage, 'host/app')).sort()).to.deep.equal(['host/app-2/1', 'host/app/1']);
        expect((await keysOf(storage, 'host/')).length).to.equal(3);
        expect((await keysOf(storage, '')).length).to.equal(5);
      });

      it('of the storage', async () => {
        await storage.write('host/app/1', contentOf('here'));
        await subject.neighbour.write('host/app/2', contentOf('there'));
        expect(await keysOf(storage, '')).to.deep.equal(['host/app/1']);
        expect(await keysOf(subject.neighbour, '')).to.deep.equal(['host/app/2']);
      });

      it('and none where there is none', async () => {
        expect(await keysOf(storage, '')).to.deep.equal([]);
        await storage.write('host/app/1', contentOf('here'));
        expect(await keysOf(storage, 'nowhere/app/')).to.deep.equal([]);
      });
    });

    it('lists size and time of an object', async () => {
      const before = await storage.now();
      await storage.write(KEY, contentOf('thirteen byte'));
      const after = await storage.now();
      const [object] = await objectsOf(storage, '');
      expect(object?.sizeBytes).to.equal(13);
      // The time of an object or of the server has no more than whole seconds.
      expect(object?.modifiedAt.getTime()).to.be.within(before.getTime() - 1_000, after.getTime() + 1_000);
    });

    it('gives an object a new version when its content changes', async () => {
      await storage.write(KEY, contentOf('one'));
      const [first] = await objectsOf(storage, '');
      const [again] = await objectsOf(storage, '');
      expect(first?.version).to.be.a('string').and.not.equal('');
      expect(again?.version).to.equal(first?.version);
      await storage.write(KEY, contentOf('other content'));
      const [changed] = await objectsOf(storage, '');
      expect(changed?.version).not.to.equal(first?.version);
    });

    describe('reads what was written, and replaces it', () => {
      for (const [what, content] of [
        ['text', contentOf('{"é": "备份"}')],
        ['every byte value', Uint8Array.from({ length: 256 }, (_, index) => index)],
        ['nothing', new Uint8Array()],
      ] as const) {
        it(`with ${what}`, async () => {
          await storage.write(KEY, contentOf('a longer content that was there before'));
          await storage.write(KEY, content);
          const read = await storage.read(KEY);
          expect(read && [...read]).to.deep.equal([...content]);
        });
      }

      it('while it is read, old or new', async () => {
        const contents = ['a'.repeat(3_000), 'b'.repeat(4_000)];
        await storage.write(KEY, contentOf(contents[0] ?? ''));
        const reads = Array.from({ length: 8 }, async () => Buffer.from((await storage.read(KEY)) ?? []));
        await storage.write(KEY, contentOf(contents[1] ?? ''));
        for (const read of await Promise.all(reads)) expect(contents).to.include(read.toString());
      });
    });

    it('keeps keys with spaces, signs and letters of any language', async () => {
      const key = "Größe 备份/a+b%20c & d's <1>;(x)=~!@,$/{e}-[f] #g.json";
      await storage.write(key, contentOf('found'));
      expect(await keysOf(storage, '')).to.deep.equal([key]);
      expect(await keysOf(storage, "Größe 备份/a+b%20c & d's <1>")).to.deep.equal([key]);
      expect(Buffer.from((await storage.read(key)) ?? []).toString()).to.equal('found');
      expect(await readObject(storage, key)).to.deep.equal(contentOf('found'));
      await storage.remove(key);
      expect(await keysOf(storage, '')).to.deep.equal([]);
    });

    it('reads an object that does not exist as undefined', async () => {
      expect(await storage.read(KEY)).to.equal(undefined);
      await storage.write(KEY, contentOf('here'));
      expect(await storage.read('host/app')).to.equal(undefined);
      expect(await storage.read(`${KEY}/below`)).to.equal(undefined);
    });

    describeUploads(() => subject);

    describe('reads an open object by byte range', () => {
      const CONTENT = Buffer.concat([...piecesOf(3_000_000)]);

      beforeEach(() => storage.write(KEY, CONTENT));

      for (const [start, end] of [
        [0, 3_000_000],
        [0, 1],
        [2_999_999, 3_000_000],
        [65_535, 2_065_537],
        [7, 7],
      ] as const) {
        it(`from ${String(start)} up to ${String(end)}`, async () => {
          const read = await readObject(storage, KEY, start, end);
          expect(read.length).to.equal(end - start);
          expect(digestOf(read)).to.equal(digestOf(CONTENT.subarray(start, end)));
        });
      }

      it('several ranges at once', async () => {
        const object = await storage.open(KEY);
        expect(object?.sizeBytes).to.equal(CONTENT.length);
        const ranges = [0, 1_000_000, 2_000_000].map(async (start) => {
          const pieces = [];
          for await (const piece of object?.read(start, start + 1_000_000) ?? []) pieces.push(piece);
          return Buffer.concat(pieces);
        });
        expect(digestOf(Buffer.concat(await Promise.all(ranges)))).to.equal(digestOf(CONTENT));
        await object?.close();
      });

      it('in pieces that belong to the reader', async () => {
        const object = await storage.open(KEY);
        const pieces = [];
        for await (const piece of object?.read(0, CONTENT.length) ?? []) pieces.push(piece);
        await object?.close();
        expect(digestOf(Buffer.concat(pieces))).to.equal(digestOf(CONTENT));
      });

      it('and ends early when the reader does', async () => {
        const object = await storage.open(KEY);
        for await (const piece of object?.read(0, CONTENT.length) ?? []) {
          expect(piece.length).to.be.within(1, CONTENT.length);
          break;
        }
        await object?.close();
        await object?.close();
        expect((await readObject(storage, KEY, 0, 9)).length).to.equal(9);
      });
    });

    it('opens an object that does not exist as undefined', async () => {
      expect(await storage.open(KEY)).to.equal(undefined);
      await storage.write(KEY, contentOf('here'));
      expect(await storage.open('host/app')).to.equal(undefined);
    });

    it('removes an object, and succeeds where it does not exist', async () => {
      await storage.write(KEY, contentOf('here'));
      await storage.write(`${KEY}.json`, contentOf('stays'));
      await storage.remove(KEY);
      expect(await storage.read(KEY)).to.equal(undefined);
      expect(await keysOf(storage, '')).to.deep.equal([`${KEY}.json`]);
      await storage.remove(KEY);
      await storage.remove('nowhere/at/all');
    });

    it('removes unfinished uploads that are older than a day, below the prefix only', async function () {
      if (subject.canAgeUploads === false) this.skip();
      await storage.removeUnfinishedUploads();
      await subject.leaveUnfinishedUpload('storage', KEY, 25 * HOUR_MS);
      await subject.leaveUnfinishedUpload('storage', `${KEY}-2`, 23 * HOUR_MS);
      await subject.leaveUnfinishedUpload('neighbour', KEY, 25 * HOUR_MS);
      await storage.write(KEY, contentOf('stays'));
      expect(await subject.countUnfinishedUploads()).to.equal(3);
      expect(await keysOf(storage, '')).to.deep.equal([KEY]);
      await storage.removeUnfinishedUploads();
      expect(await subject.countUnfinishedUploads()).to.equal(2);
      await subject.neighbour.removeUnfinishedUploads();
      expect(await subject.countUnfinishedUploads()).to.equal(1);
      expect(await keysOf(storage, '')).to.deep.equal([KEY]);
    });

    it('has the time of the server', async () => {
      // Server and test share a machine.
      const before = Date.now();
      const time = (await storage.now()).getTime();
      expect(time).to.be.within(before - 1_000, Date.now() + 1_000);
    });

    it('stays usable after it was closed', async () => {
      await storage.close();
      await storage.write(KEY, contentOf('here'));
      await storage.close();
      await storage.close();
      expect(await keysOf(storage, '')).to.deep.equal([KEY]);
    });

    describe('reports refused credentials, and never a secret', () => {
      for (const [method, call] of Object.entries<(refused: ObjectStorage) => Promise<unknown>>({
        list: (refused) => keysOf(refused, ''),
        read: (refused) => refused.read(KEY),
        write: (refused) => refused.write(KEY, contentOf('content')),
        upload: (refused) => refused.upload(KEY, asynchronous(piecesOf(3)), 3, new AbortController().signal),
        open: (refused) => refused.open(KEY),
        remove: (refused) => refused.remove(KEY),
        removeUnfinishedUploads: (refused) => refused.removeUnfinishedUploads(),
        now: (refused) => refused.now(),
      })) {
        it(`from ${method}`, async () => {
          await storage.write(KEY, contentOf('kept'));
          const error = await rejectionOf(call(subject.refused));
          expect(error).to.be.instanceOf(StoreException);
          const { message, hint, details } = error as StoreException;
          expect(details).to.deep.include({ reason: 'credentials', location: subject.refused.location });
          expect(hint).not.to.equal('');
          const text = `${message} ${hint} ${JSON.stringify(details)} ${storage.location}`;
          for (const secret of subject.secrets) expect(text).not.to.include(secret);
          expect(await storage.read(KEY)).to.deep.equal(contentOf('kept'));
        });
      }
    });
  });
}

async function objectsOf(storage: ObjectStorage, prefix: string): Promise<StoredObject[]> {
  const objects = [];
  for await (const object of storage.list(prefix)) objects.push(object);
  return objects;
}

async function keysOf(storage: ObjectStorage, prefix: string): Promise<string[]> {
  return (await objectsOf(storage, prefix)).map(({ key }) => key);
}

/** Writes small objects, several at once. */
async function writeAll(storage: ObjectStorage, keys: readonly string[]): Promise<void> {
  const left = keys.values();
  const writer = async () => {
    for (const key of left) await storage.write(key, contentOf(key));
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, writer));
}
