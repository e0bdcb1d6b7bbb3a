import { describe } from 'mocha';
import type { ObjectStorage } from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { S3Options } from '../../../src/adapters/outbound/object-storage/s3-options.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { S3_CREDENTIALS, S3_REGION, S3_STRANGER } from '../../support/s3-server.ts';
import { useS3Server } from '../../support/swift-server.ts';
import { describeBackupStore } from './backup-store.contract.ts';
import { createObjectStorageSubject } from './object-storage-subject.ts';

describe('ObjectBackupStore with an S3 server', () => {
  const server = useS3Server();

  describeBackupStore(
    'ObjectBackupStore over S3',
    async () => {
      const common: S3Options = {
        ...S3_CREDENTIALS,
        bucket: await server().createBucket(),
        endpoint: server().endpoint,
        region: S3_REGION,
        pathStyle: true,
        timeoutMs: 30_000,
      };
      const storage = new RevocableStorage(
        new S3ObjectStorage(common),
        new S3ObjectStorage({ ...common, ...S3_STRANGER }),
      );
      const revoke = async () => {
        storage.revoke();
      };
      return createObjectStorageSubject(storage, {
        refuseWrites: revoke,
        refuseRemoval: revoke,
        dispose: () => storage.close(),
      });
    },
    { commit: 'manifest', failure: StoreException },
  );
});

/** Changes objects with credentials that the server refuses, once the right ones were revoked. */
class RevocableStorage implements ObjectStorage {
  readonly location: string;
  readonly #reader: ObjectStorage;
  readonly #stranger: ObjectStorage;
  #writer: ObjectStorage;

  constructor(storage: ObjectStorage, stranger: ObjectStorage) {
    this.location = storage.location;
    this.#reader = storage;
    this.#writer = storage;
    this.#stranger = stranger;
  }

  revoke(): void {
    this.#writer = this.#stranger;
  }

  list(...args: Parameters<ObjectStorage['list']>) {
    return this.#reader.list(...args);
  }

  read(...args: Parameters<ObjectStorage['read']>) {
    return this.#reader.read(...args);
  }

  open(...args: Parameters<ObjectStorage['open']>) {
    return this.#reader.open(...args);
  }

  now() {
    return this.#reader.now();
  }

  write(...args: Parameters<ObjectStorage['write']>) {
    return this.#writer.write(...args);
  }

  upload(...args: Parameters<ObjectStorage['upload']>) {
    return this.#writer.upload(...args);
  }

  remove(...args: Parameters<ObjectStorage['remove']>) {
    return this.#writer.remove(...args);
  }

  removeUnfinishedUploads() {
    return this.#writer.removeUnfinishedUploads();
  }

  async close(): Promise<void> {
    await this.#reader.close();
    await this.#stranger.close();
  }
}
