import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, useFakeTimers } from 'sinon';
import { S3Connection } from '../../../src/adapters/outbound/object-storage/s3-connection.ts';
import type { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import { StoreException, type StoreProblem } from '../../../src/domain/exceptions/store-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { S3_STRANGER } from '../../support/s3-server.ts';
import { SwiftServer } from '../../support/swift-server.ts';
import { asynchronous, contentOf, piecesOf } from './object-content.ts';
import type { FaultWorld } from './s3-faults.test.ts';

const KEY = 'host/app/app-20261122T210800123Z.db.gz';
const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;

/** An answer that does not pass: its status and code, and the reason it becomes. */
const FINAL: readonly (readonly [status: number, code: string, reason: StoreProblem])[] = [
  [403, 'InvalidAccessKeyId', 'credentials'],
  [403, 'SignatureDoesNotMatch', 'credentials'],
  [400, 'ExpiredToken', 'credentials'],
  [403, 'AccessDenied', 'permission'],
  [404, 'NoSuchBucket', 'missing'],
  [403, 'QuotaExceeded', 'no_space'],
  [400, 'EntityTooLarge', 'no_space'],
  [507, 'XMinioStorageFull', 'no_space'],
  [403, 'RequestTimeTooSkewed', 'clock'],
  [301, 'PermanentRedirect', 'other'],
  [400, 'InvalidArgument', 'other'],
];

const CALLS: Readonly<Record<string, (storage: S3ObjectStorage) => Promise<unknown>>> = {
  list: (storage) => storage.list('')[Symbol.asyncIterator]().next(),
  read: (storage) => storage.read(KEY),
  write: (storage) => storage.write(KEY, contentOf('content')),
  upload: (storage) => storage.upload(KEY, asynchronous(piecesOf(3)), 3, NEVER),
  open: (storage) => storage.open(KEY),
  remove: (storage) => storage.remove(KEY),
  now: (storage) => storage.now(),
};

export function describeAnswers(current: () => FaultWorld): void {
  describe('reports what the server answers', () => {
    let world: FaultWorld;

    beforeEach(() => {
      world = current();
    });

    afterEach(() => {
      restore();
    });

    const failureOf = async (call: Promise<unknown>): Promise<StoreException> => {
      const error = await rejectionOf(call);
      expect(error).to.be.instanceOf(StoreException);
      return error as StoreException;
    };

    for (const [status, code, reason] of FINAL) {
      it(`${String(status)} ${code} as ${reason}, at once`, async () => {
        void world.proxy.fail(() => true, { kind: 'answer', status, code }, Infinity);
        const { message, hint, details } = await failureOf(world.storage.write(KEY, contentOf('content')));
        const { location } = world.storage;
        expect(details).to.deep.equal({ location, reason, code, status });
        expect(message).to.include(location).and.to.include(code);
        expect(hint).not.to.equal('');
        expect(world.proxy.requests.length).to.equal(1);
      });
    }

    for (const status of [429, 500, 502, 503, 504]) {
      it(`not ${String(status)} that passes`, async () => {
        void world.proxy.fail(() => true, { kind: 'answer', status }, 2);
        await world.storage.write(KEY, contentOf('content'));
        expect(await world.direct.read(KEY)).to.deep.equal(contentOf('content'));
        expect(world.proxy.requests.length).to.equal(3);
      });
    }

    for (const [method, call] of Object.entries(CALLS)) {
      it(`a missing bucket from ${method}`, async () => {
        const { details } = await failureOf(call(world.create({ bucket: 'nowhere' })));
        expect(details).to.include({ reason: 'missing', code: 'NoSuchBucket' });
      });

      it(`a missing permission from ${method}`, async () => {
        await world.direct.write(KEY, contentOf('kept'));
        const { details } = await failureOf(call(world.create(S3_STRANGER)));
        expect(details).to.include({ reason: 'permission', code: 'AccessDenied' });
        expect(await world.direct.read(KEY)).to.deep.equal(contentOf('kept'));
      });
    }

    it('no server as unreachable, after the time limit', async () => {
      await world.proxy.refuse();
      const { details } = await failureOf(world.create({ timeoutMs: 500 }).now());
      expect(details).to.include({ reason: 'unreachable', code: 'ECONNREFUSED' });
    });

    it('an unknown host name as unreachable', async () => {
      const storage = world.create({ endpoint: 'http://host.invalid', timeoutMs: 1_000 });
      expect((await failureOf(storage.now())).details['reason']).to.equal('unreachable');
    });

    it('a clock of this host that is wrong, by using the clock of the server', async function () {
      if (!(world.server instanceof SwiftServer)) this.skip();
      await world.server.leaveUnfinishedUpload(world.bucket, `prod/${KEY}`, 23 * HOUR_MS);
      const clock = useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * HOUR_MS });
      await world.storage.write(KEY, contentOf('content'));
      expect(await world.storage.read(KEY)).to.deep.equal(contentOf('content'));
      const time = await world.storage.now();
      await world.storage.removeUnfinishedUploads();
      clock.restore();
      expect(Math.abs(time.getTime() - Date.now())).to.be.lessThan(HOUR_MS);
      expect((await world.server.unfinishedUploads(world.bucket)).length).to.equal(1);
    });

    it('an object lock with its end', async () => {
      const until = new Date(Date.now() + HOUR_MS);
      const locked = {
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': until.toISOString(),
      };
      void world.proxy.fail(({ method }) => method === 'DELETE', {
        kind: 'answer',
        status: 403,
        code: 'AccessDenied',
      });
      void world.proxy.fail(({ method }) => method === 'HEAD', {
        kind: 'answer',
        status: 200,
        headers: locked,
      });
      const { message, details } = await failureOf(world.storage.remove(KEY));
      expect(details).to.include({ reason: 'protected', until: until.toISOString() });
      expect(message).to.include(until.toISOString());
    });

    it('a package that is not installed', async () => {
      const missing = Object.assign(new Error('cannot find it'), { code: 'ERR_MODULE_NOT_FOUND' });
      const connection = new S3Connection({ bucket: 'backups' }, () => Promise.reject(missing));
      const { details, hint } = await failureOf(connection.send(({ s3 }) => s3.listBuckets()));
      expect(details).to.deep.equal({ location: 's3://backups', reason: 'not_installed' });
      expect(hint).to.include('npm install @aws-sdk/client-s3');
    });
  });
}
