import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import type { ProxiedRequest } from '../../support/fault-proxy.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { SwiftServer } from '../../support/swift-server.ts';
import { contentOf, digestOf, piecesOf, readObject } from './object-content.ts';
import type { FaultWorld } from './s3-faults.test.ts';

const SIZE_BYTES = 3_000_000;
const CONTENT = Buffer.concat([...piecesOf(SIZE_BYTES)]);
const KEY = 'host/app/app-20261122T210800123Z.db.gz';

const isRead = ({ method, headers: { range = 'bytes=0-0' } }: ProxiedRequest) =>
  method === 'GET' && range !== 'bytes=0-0';
const isList = ({ url }: ProxiedRequest) => url.includes('list-type=2');
const isSmallRead = ({ method, headers, url }: ProxiedRequest) =>
  method === 'GET' && headers.range === undefined && !url.includes('?list');

export function describeReadFaults(current: () => FaultWorld): void {
  describe('reads whole or not at all', () => {
    let world: FaultWorld;

    beforeEach(async () => {
      world = current();
      await world.direct.write(KEY, CONTENT);
    });

    it('continues where the answer broke off', async () => {
      const afterBytes = 700_000;
      void world.proxy.fail(isRead, { kind: 'cut-answer', afterBytes }, 3);
      expect(digestOf(await readObject(world.storage, KEY, 5))).to.equal(digestOf(CONTENT.subarray(5)));
      const starts = world.proxy.requests
        .filter(isRead)
        .map(({ headers }) => Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1]));
      expect(starts.length).to.equal(4);
      expect(starts[0]).to.equal(5);
      for (const [index, start] of starts.entries())
        if (index > 0) expect(start - (starts[index - 1] ?? 0)).to.be.within(1, afterBytes);
    });

    it('continues after a restart of the server', async function () {
      if (!(world.server instanceof SwiftServer)) this.skip();
      const object = await world.storage.open(KEY);
      const pieces: Uint8Array[] = [];
      let restarted: Promise<void> | undefined;
      for await (const piece of object?.read(0, SIZE_BYTES) ?? []) {
        pieces.push(piece);
        if (restarted !== undefined) continue;
        await world.server.kill();
        restarted = world.server.restart();
      }
      await restarted;
      expect(digestOf(Buffer.concat(pieces))).to.equal(digestOf(CONTENT));
    });

    for (const [what, fault, reason] of [
      ['breaks off', { kind: 'cut-answer', afterBytes: 0 }, 'unreachable'],
      ['is 503', { kind: 'answer', status: 503, code: 'SlowDown' }, 'busy'],
      ['does not come', { kind: 'hold-request', until: new Promise<never>(() => undefined) }, 'timeout'],
    ] as const) {
      it(`fails when the answer ${what} until the time limit`, async () => {
        void world.proxy.fail(isRead, fault, Infinity);
        const error = await rejectionOf(readObject(world.create({ timeoutMs: 2_000 }), KEY));
        expect(error).to.be.instanceOf(StoreException);
        expect((error as StoreException).details['reason']).to.equal(reason);
      });
    }

    it('never mixes two contents of an object', async () => {
      void world.proxy.fail(isRead, { kind: 'cut-answer', afterBytes: 700_000 });
      const object = await world.storage.open(KEY);
      const reading = (async () => {
        for await (const piece of object?.read(0, SIZE_BYTES) ?? [])
          if (piece.length > 0) await world.direct.write(KEY, Buffer.alloc(SIZE_BYTES, 1));
      })();
      const error = await rejectionOf(reading);
      expect(error).to.be.instanceOf(StoreException);
      expect((error as StoreException).message).to.include('was replaced while it was read');
    });

    it('fails when the object is removed in the middle', async () => {
      void world.proxy.fail(isRead, { kind: 'cut-answer', afterBytes: 700_000 });
      const object = await world.storage.open(KEY);
      const reading = (async () => {
        for await (const piece of object?.read(0, SIZE_BYTES) ?? [])
          if (piece.length > 0) await world.direct.remove(KEY);
      })();
      const error = await rejectionOf(reading);
      expect(error).to.be.instanceOf(StoreException);
      expect((error as StoreException).message).to.include('was removed while it was read');
    });

    it('a small object again when its answer breaks off', async () => {
      void world.proxy.fail(isSmallRead, { kind: 'cut-answer', afterBytes: 100_000 }, 2);
      expect(digestOf((await world.storage.read(KEY)) ?? new Uint8Array())).to.equal(digestOf(CONTENT));
      expect(world.proxy.requests.filter(isSmallRead).length).to.equal(3);
    });

    it('a list again when its answer breaks off', async () => {
      await world.direct.write(`${KEY}.json`, contentOf('{}'));
      void world.proxy.fail(isList, { kind: 'cut-answer', afterBytes: 200 }, 2);
      const keys = [];
      for await (const { key } of world.storage.list('host/')) keys.push(key);
      expect(keys).to.deep.equal([KEY, `${KEY}.json`]);
      expect(world.proxy.requests.filter(isList).length).to.equal(3);
    });

    it('a list only whole', async () => {
      const page = '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>';
      void world.proxy.fail(isList, { kind: 'answer', status: 200, body: page });
      const error = await rejectionOf(world.storage.list('')[Symbol.asyncIterator]().next());
      expect(error).to.be.instanceOf(StoreException);
      expect((error as StoreException).message).to.include('does not list more than one page');
    });
  });
}
