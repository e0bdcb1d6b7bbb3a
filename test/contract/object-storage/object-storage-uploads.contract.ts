import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { ObjectStorage } from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { asynchronous, contentOf, digestOf, piecesOf, readObject } from './object-content.ts';
import type { ObjectStorageSubject } from './object-storage.contract.ts';

/** More than two parts of S3's smallest part size, and not a multiple of it. */
const LARGE_BYTES = 12 * 1024 * 1024 + 345;
const KEY = 'host/app/app-20261122T210800123Z.db.gz';
const NEVER = new AbortController().signal;

/** Upload, whole or nothing: a part of the contract. */
export function describeUploads(current: () => ObjectStorageSubject): void {
  const storage = (): ObjectStorage => current().storage;

  /** Nothing of a failed upload is listed, readable or left on the server. */
  async function expectNothing(): Promise<void> {
    const keys = [];
    for await (const { key } of storage().list('')) keys.push(key);
    expect(keys).to.deep.equal([]);
    expect(await storage().read(KEY)).to.equal(undefined);
    expect(await storage().open(KEY)).to.equal(undefined);
    expect(await current().countUnfinishedUploads()).to.equal(0);
  }

  describe('uploads a whole object of any size', () => {
    for (const sizeBytes of [0, 1, 100_000, 5 * 1024 * 1024, LARGE_BYTES]) {
      it(`of ${String(sizeBytes)} bytes`, async () => {
        await storage().upload(KEY, asynchronous(piecesOf(sizeBytes)), sizeBytes, NEVER);
        const read = await readObject(storage(), KEY);
        expect(read.length).to.equal(sizeBytes);
        expect(digestOf(read)).to.equal(digestOf(Buffer.concat([...piecesOf(sizeBytes)])));
        expect(await current().countUnfinishedUploads()).to.equal(0);
        const objects = [];
        for await (const object of storage().list('')) objects.push(object);
        expect(objects.map((object) => [object.key, object.sizeBytes])).to.deep.equal([[KEY, sizeBytes]]);
      });
    }

    it('in one piece, and in pieces of one byte', async () => {
      const whole = Buffer.concat([...piecesOf(LARGE_BYTES)]);
      await storage().upload('whole', asynchronous([whole]), whole.length, NEVER);
      await storage().upload(
        'bytes',
        asynchronous(['l', 'e', 't', 't', 'e', 'r', 's'].map(contentOf)),
        7,
        NEVER,
      );
      expect(digestOf(await readObject(storage(), 'whole'))).to.equal(digestOf(whole));
      expect(await readObject(storage(), 'bytes')).to.deep.equal(contentOf('letters'));
    });

    it('although the source uses its buffer again', async () => {
      const buffer = new Uint8Array(60_001);
      const reused = function* () {
        for (const piece of piecesOf(LARGE_BYTES)) {
          buffer.set(piece);
          yield buffer.subarray(0, piece.length);
        }
      };
      await storage().upload(KEY, asynchronous(reused()), LARGE_BYTES, NEVER);
      const expected = digestOf(Buffer.concat([...piecesOf(LARGE_BYTES)]));
      expect(digestOf(await readObject(storage(), KEY))).to.equal(expected);
    });

    it('several at once', async () => {
      const keys = ['host/a/1', 'host/b/1', 'host/b/2'];
      const sizeOf = (index: number) => LARGE_BYTES + index;
      await Promise.all(
        keys.map((key, index) =>
          storage().upload(key, asynchronous(piecesOf(sizeOf(index))), sizeOf(index), NEVER),
        ),
      );
      for (const [index, key] of keys.entries())
        expect(digestOf(await readObject(storage(), key))).to.equal(
          digestOf(Buffer.concat([...piecesOf(sizeOf(index))])),
        );
    });
  });

  describe('uploads nothing when the bytes fail, or are fewer or more than announced', () => {
    for (const sizeBytes of [0, 100_000, LARGE_BYTES]) {
      it(`but throw after ${String(sizeBytes)} bytes`, async () => {
        const failure = new Error('the disk failed');
        const failing = async function* () {
          yield* asynchronous(piecesOf(sizeBytes));
          throw failure;
        };
        const upload = storage().upload(KEY, failing(), sizeBytes + 1, NEVER);
        expect(await rejectionOf(upload)).to.equal(failure);
        await expectNothing();
      });
    }

    for (const announced of [2, 100_000, LARGE_BYTES]) {
      for (const [what, difference] of [
        ['fewer', -1],
        ['more', 1],
      ] as const) {
        it(`but are one ${what} than ${String(announced)}`, async () => {
          const pieces = closing(asynchronous(piecesOf(announced + difference)));
          const error = await rejectionOf(storage().upload(KEY, pieces, announced, NEVER));
          expect(error).to.be.instanceOf(StoreException);
          expect((error as StoreException).details).to.include({ location: storage().location });
          await expectNothing();
          expect(pieces.closed()).to.equal(true);
        });
      }
    }
  });

  describe('uploads nothing after an abort', () => {
    it('before the start', async () => {
      const reason = new Error('cancelled');
      const pieces = piecesOf(3);
      const upload = storage().upload(KEY, asynchronous(pieces), 3, AbortSignal.abort(reason));
      expect(await rejectionOf(upload)).to.equal(reason);
      expect(pieces.next().done).to.equal(false);
      await expectNothing();
    });

    for (const sizeBytes of [100_000, LARGE_BYTES]) {
      it(`between two pieces of ${String(sizeBytes)} bytes`, async () => {
        const controller = new AbortController();
        const reason = new Error('cancelled');
        const aborting = async function* () {
          yield* asynchronous(piecesOf(sizeBytes - 1));
          controller.abort(reason);
          yield Uint8Array.of(1);
        };
        const pieces = closing(aborting());
        const upload = storage().upload(KEY, pieces, sizeBytes, controller.signal);
        expect(await rejectionOf(upload)).to.equal(reason);
        await expectNothing();
        expect(pieces.closed()).to.equal(true);
      });
    }

    it('while the next piece does not come', async () => {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      const waiting = async function* () {
        yield* asynchronous(piecesOf(LARGE_BYTES - 1));
        setImmediate(() => {
          controller.abort(reason);
        });
        await new Promise((resolve) => controller.signal.addEventListener('abort', resolve));
        yield Uint8Array.of(1);
      };
      const upload = storage().upload(KEY, waiting(), LARGE_BYTES, controller.signal);
      expect(await rejectionOf(upload)).to.equal(reason);
      await expectNothing();
    });
  });
}

interface ClosingPieces extends AsyncIterable<Uint8Array> {
  /** True when the reader has finished or closed the iterator. */
  closed(): boolean;
}

function closing(pieces: AsyncIterable<Uint8Array>): ClosingPieces {
  let closed = false;
  return {
    closed: () => closed,
    async *[Symbol.asyncIterator]() {
      try {
        yield* pieces;
      } finally {
        closed = true;
      }
    },
  };
}
