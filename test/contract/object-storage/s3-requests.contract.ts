import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { asynchronous, contentOf, digestOf, piecesOf, readObject } from './object-content.ts';
import type { FaultWorld } from './s3-faults.test.ts';

const LARGE_BYTES = 5 * 1024 * 1024 + 345;
const KEY = 'host/app/app-20261122T210800123Z.db.gz';
const NEVER = new AbortController().signal;

export function describeRequests(current: () => FaultWorld): void {
  describe('sends requests that other servers accept', () => {
    let world: FaultWorld;

    beforeEach(() => {
      world = current();
    });

    const upload = (storage = world.storage): Promise<void> =>
      storage.upload(KEY, asynchronous(piecesOf(LARGE_BYTES)), LARGE_BYTES, NEVER);

    function expectSigned(proxy: FaultProxy, count: number): void {
      const bodies = proxy.requests.filter(({ method }) => method === 'PUT');
      expect(bodies.length).to.equal(count);
      for (const { headers } of bodies) {
        expect(Number(headers['content-length'])).to.be.greaterThan(0);
        expect(headers['transfer-encoding']).to.equal(undefined);
        expect(headers['x-amz-content-sha256']).to.match(/^[0-9a-f]{64}$/);
        expect(Object.keys(headers).filter((name) => name.startsWith('x-amz-checksum'))).to.deep.equal([]);
      }
    }

    it('with a length and a signed body', async () => {
      await world.storage.write(KEY, contentOf('content'));
      await upload();
      expectSigned(world.proxy, 3);
    });

    it('with the storage class', async () => {
      const storage = world.create({ storageClass: 'STANDARD' });
      await upload(storage);
      await storage.upload('small', asynchronous(piecesOf(3)), 3, NEVER);
      const classes = world.proxy.requests
        .filter(({ method, url }) => method !== 'GET' && !url.includes('ploadId='))
        .map(({ headers }) => headers['x-amz-storage-class']);
      expect(classes).to.deep.equal(['STANDARD', 'STANDARD']);
    });

    it('with the session token', async () => {
      await world.create({ sessionToken: 'a-token' }).now();
      expect(world.proxy.requests.map(({ headers }) => headers['x-amz-security-token'])).to.deep.equal([
        'a-token',
      ]);
    });

    describe('over TLS', () => {
      let folder: string;
      let caFile: string;
      let proxy: FaultProxy;

      before(() => {
        folder = mkdtempSync(join(tmpdir(), 'certificate-'));
        caFile = join(folder, 'cert.pem');
        const files = ['-keyout', join(folder, 'key.pem'), '-out', caFile];
        const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
        const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
        const argv = ['req', '-x509', ...key, ...files, '-days', '2', ...subject];
        execFileSync('openssl', argv, { stdio: 'ignore' });
      });

      after(() => {
        rmSync(folder, { recursive: true });
      });

      beforeEach(async () => {
        const key = readFileSync(join(folder, 'key.pem'), 'utf8');
        proxy = await FaultProxy.start(world.server.endpoint, { key, cert: readFileSync(caFile, 'utf8') });
      });

      afterEach(() => proxy.stop());

      it('with the certificates of ca_file', async () => {
        const storage = world.create({ endpoint: proxy.url, caFile });
        await upload(storage);
        const content = Buffer.concat([...piecesOf(LARGE_BYTES)]);
        expect(digestOf(await readObject(storage, KEY))).to.equal(digestOf(content));
        expectSigned(proxy, 2);
      });

      it('not where the certificate is unknown', async () => {
        const error = await rejectionOf(
          world.create({ endpoint: proxy.url }).write(KEY, contentOf('secret')),
        );
        expect(error).to.be.instanceOf(StoreException);
        const { details, hint } = error as StoreException;
        expect(details['reason']).to.equal('credentials');
        expect(hint).to.include('ca_file');
        expect(proxy.requests).to.deep.equal([]);
      });

      it('not where ca_file cannot be read', async () => {
        const path = join(folder, 'nowhere.pem');
        const error = await rejectionOf(world.create({ endpoint: proxy.url, caFile: path }).now());
        expect(error).to.be.instanceOf(StoreException);
        expect((error as StoreException).details).to.include({ path });
      });
    });
  });
}
