import { afterEach, beforeEach, describe } from 'mocha';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { S3Options } from '../../../src/adapters/outbound/object-storage/s3-options.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { S3_CREDENTIALS, S3_REGION, type S3Server } from '../../support/s3-server.ts';
import { useS3Server } from '../../support/swift-server.ts';
import { describeAnswers } from './s3-answers.contract.ts';
import { describeReadFaults } from './s3-read-faults.contract.ts';
import { describeRequests } from './s3-requests.contract.ts';
import { describeUploadFaults } from './s3-upload-faults.contract.ts';

export interface FaultWorld {
  readonly server: S3Server;
  readonly bucket: string;
  readonly proxy: FaultProxy;
  /** Through the proxy. */
  readonly storage: S3ObjectStorage;
  /** Through the proxy, with other options; closed at the end of the test. */
  create(options: Partial<S3Options>): S3ObjectStorage;
  /** Directly at the server. */
  readonly direct: S3ObjectStorage;
}

describe('S3ObjectStorage with faults', () => {
  const server = useS3Server();
  let world: FaultWorld | undefined;
  let created: S3ObjectStorage[] = [];

  beforeEach(async () => {
    const bucket = await server().createBucket();
    const proxy = await FaultProxy.start(server().endpoint);
    const create = (options: Partial<S3Options>): S3ObjectStorage => {
      const storage = new S3ObjectStorage({
        ...S3_CREDENTIALS,
        bucket,
        prefix: 'prod',
        endpoint: proxy.url,
        region: S3_REGION,
        pathStyle: true,
        partSizeBytes: 5 * 1024 * 1024,
        partsInFlight: 2,
        timeoutMs: 20_000,
        ...options,
      });
      created.push(storage);
      return storage;
    };
    const direct = create({ endpoint: server().endpoint });
    world = { server: server(), bucket, proxy, storage: create({}), create, direct };
  });

  afterEach(async () => {
    await Promise.all(created.map((storage) => storage.close()));
    created = [];
    await world?.proxy.stop();
    world = undefined;
  });

  const current = (): FaultWorld => {
    if (world === undefined) throw new Error('only in a test');
    return world;
  };

  describeUploadFaults(current);
  describeReadFaults(current);
  describeAnswers(current);
  describeRequests(current);
});
