import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import type { Fault, ProxiedRequest } from '../../support/fault-proxy.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { SwiftServer } from '../../support/swift-server.ts';
import { asynchronous, digestOf, piecesOf, readObject } from './object-content.ts';
import type { FaultWorld } from './s3-faults.test.ts';

const PART_BYTES = 5 * 1024 * 1024;
const SMALL_BYTES = 100_000;
/** Three parts. */
const LARGE_BYTES = 2 * PART_BYTES + 345;
const PIECE_BYTES = 60_001;
/** Requests without a fault stay far below it on a busy machine. */
const LIMIT_MS = 2_000;
const KEY = 'host/app/app-20261122T210800123Z.db.gz';
const NEVER = new AbortController().signal;

/** The requests of an upload, in their order. */
const REQUESTS = {
  put: ({ method, url }: ProxiedRequest) => method === 'PUT' && !url.includes('partNumber'),
  create: ({ method, url }: ProxiedRequest) => method === 'POST' && url.includes('?uploads'),
  part: ({ method, url }: ProxiedRequest) => method === 'PUT' && url.includes('partNumber=2'),
  complete: ({ method, url }: ProxiedRequest) => method === 'POST' && url.includes('uploadId='),
  check: ({ headers }: ProxiedRequest) => headers.range === 'bytes=0-0',
} as const;

const STEPS = [
  ['put', SMALL_BYTES],
  ['create', LARGE_BYTES],
  ['part', LARGE_BYTES],
  ['complete', LARGE_BYTES],
  ['check', LARGE_BYTES],
] as const;

type Step = keyof typeof REQUESTS;

const ALL: readonly Step[] = STEPS.map(([step]) => step);
const PASSING_FAULTS: readonly (readonly [what: string, fault: Fault, steps: readonly Step[]])[] = [
  ['is answered 500', { kind: 'answer', status: 500, code: 'InternalError' }, ALL],
  ['is answered 503 SlowDown', { kind: 'answer', status: 503, code: 'SlowDown' }, ALL],
  ['is cut', { kind: 'cut-request', afterBytes: 10 }, ['put', 'part', 'complete']],
  ['loses its answer', { kind: 'lose-answer' }, ALL],
  ['has an answer that breaks off', { kind: 'cut-answer', afterBytes: 0 }, ['create', 'complete', 'check']],
];
const FOREVER = new Promise<never>(() => undefined);

export function describeUploadFaults(current: () => FaultWorld): void {
  describe('uploads whole or nothing', () => {
    let world: FaultWorld;

    beforeEach(() => {
      world = current();
    });

    const upload = (sizeBytes: number, storage = world.storage, signal = NEVER): Promise<void> =>
      storage.upload(KEY, asynchronous(piecesOf(sizeBytes)), sizeBytes, signal);

    async function expectWhole(sizeBytes: number): Promise<void> {
      const content = digestOf(Buffer.concat([...piecesOf(sizeBytes)]));
      expect(digestOf(await readObject(world.direct, KEY))).to.equal(content);
      expect(await world.server.unfinishedUploads(world.bucket)).to.deep.equal([]);
    }

    async function expectNothing(): Promise<void> {
      const keys = [];
      for await (const { key } of world.direct.list('')) keys.push(key);
      expect(keys).to.deep.equal([]);
      expect(await world.server.unfinishedUploads(world.bucket)).to.deep.equal([]);
    }

    for (const [what, fault, steps] of PASSING_FAULTS) {
      for (const [step, sizeBytes] of STEPS.filter(([name]) => steps.includes(name))) {
        it(`when the request "${step}" ${what} twice`, async () => {
          const used = world.proxy.fail(REQUESTS[step], fault, 2);
          await upload(sizeBytes);
          await used;
          expect(world.proxy.requests.filter(REQUESTS[step]).length).to.equal(3);
          await expectWhole(sizeBytes);
        });
      }
    }

    for (const [step, sizeBytes] of STEPS) {
      for (const [what, fault, reason] of [
        ['fails', { kind: 'answer', status: 500, code: 'InternalError' }, 'busy'],
        ['loses its answer', { kind: 'lose-answer' }, 'unreachable'],
        ['has no answer', { kind: 'hold-answer', until: FOREVER }, 'timeout'],
      ] as const) {
        it(`not when the request "${step}" ${what} until the time limit`, async () => {
          void world.proxy.fail(REQUESTS[step], fault, Infinity);
          const error = await rejectionOf(upload(sizeBytes, world.create({ timeoutMs: LIMIT_MS })));
          expect(error).to.be.instanceOf(StoreException);
          expect((error as StoreException).details['reason']).to.equal(reason);
          await expectNothing();
        });
      }
    }

    for (const [step, sizeBytes] of STEPS) {
      it(`not after an abort while the answer to "${step}" is awaited`, async () => {
        const controller = new AbortController();
        const reason = new Error('cancelled');
        const held = world.proxy.fail(REQUESTS[step], { kind: 'hold-answer', until: FOREVER });
        const storage = world.create({ timeoutMs: LIMIT_MS });
        const failure = rejectionOf(upload(sizeBytes, storage, controller.signal));
        await held;
        controller.abort(reason);
        expect(await failure).to.equal(reason);
        await expectNothing();
      });
    }

    it('when the server restarts in the middle', async function () {
      if (!(world.server instanceof SwiftServer)) this.skip();
      const restarting = async function* () {
        let restarted: Promise<void> | undefined;
        let bytes = 0;
        for (const piece of piecesOf(LARGE_BYTES)) {
          bytes += piece.length;
          if (bytes > PART_BYTES + 100_000 && restarted === undefined) {
            await world.server.kill();
            restarted = world.server.restart();
          }
          yield piece;
        }
        await restarted;
      };
      await world.storage.upload(KEY, restarting(), LARGE_BYTES, NEVER);
      await expectWhole(LARGE_BYTES);
    });

    it('when the server has no more space', async function () {
      if (!(world.server instanceof SwiftServer)) return this.skip();
      await world.server.setQuota(world.bucket, PART_BYTES);
      for (const sizeBytes of [PART_BYTES + 1, LARGE_BYTES]) {
        const storage = world.create({ partSizeBytes: sizeBytes });
        const error = await rejectionOf(upload(sizeBytes, storage));
        expect((error as StoreException).details['reason']).to.equal('no_space');
        await expectNothing();
      }
    });

    it('with the memory of the parts in flight and one more', async () => {
      const partsInFlight = 2;
      const memoryBytes = (partsInFlight + 1) * PART_BYTES;
      const sizeBytes = 6 * PART_BYTES;
      let release: () => void = () => undefined;
      const until = new Promise<void>((resolve) => (release = resolve));
      let fill: () => void = () => undefined;
      const filled = new Promise<void>((resolve) => (fill = resolve));
      const isPart = ({ url }: ProxiedRequest) => url.includes('partNumber=');
      void world.proxy.fail(isPart, { kind: 'hold-answer', until }, Infinity);
      let pulled = 0;
      const counted = async function* () {
        for (const piece of piecesOf(sizeBytes)) {
          pulled += piece.length;
          if (pulled >= memoryBytes) fill();
          yield await Promise.resolve(piece);
        }
      };
      const uploading = world.create({ partsInFlight }).upload(KEY, counted(), sizeBytes, NEVER);
      await filled;
      // Meanwhile a reader without a limit would have read everything.
      await world.direct.now();
      expect(pulled).to.be.within(memoryBytes, memoryBytes + PIECE_BYTES);
      expect(world.proxy.requests.filter(isPart).length).to.equal(partsInFlight);
      release();
      await uploading;
      await expectWhole(sizeBytes);
    });
  });
}
