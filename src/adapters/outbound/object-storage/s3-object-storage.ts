import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import type { ObjectStorage, StoredObject } from './object-storage.ts';
import { S3Connection } from './s3-connection.ts';
import { isMissingObject } from './s3-failures.ts';
import { objectFacts, versionOf, type S3Address } from './s3-objects.ts';
import { s3Prefix, type S3Options } from './s3-options.ts';
import { readRange } from './s3-range-reader.ts';
import { abortUpload, listUnfinished } from './s3-unfinished.ts';
import { S3Upload } from './s3-upload.ts';

const MIB = 1024 * 1024;
const DEFAULT_PART_BYTES = 8 * MIB;
/** S3 refuses a smaller part, except the last one. */
const MIN_PART_BYTES = 5 * MIB;
const DEFAULT_PARTS_IN_FLIGHT = 4;
const DAY_MS = 86_400_000;

/** Objects in a bucket of AWS S3 or a server with the same API, below a prefix. */
export class S3ObjectStorage implements ObjectStorage {
  readonly location: string;
  readonly #options: S3Options;
  /** Empty, or with a `/` at its end. */
  readonly #prefix: string;
  readonly #connection: S3Connection;

  /** @param connection for tests */
  constructor(options: S3Options, connection = new S3Connection(options)) {
    this.#options = options;
    this.#connection = connection;
    this.location = connection.location;
    const prefix = s3Prefix(options);
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
  }

  get serverTime(): Date | undefined {
    return this.#connection.serverTime;
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const request = { Bucket: this.#options.bucket, Prefix: this.#prefix + prefix };
    let token: string | undefined;
    do {
      const page = await this.#connection.send(({ s3, options }) =>
        s3.listObjectsV2({ ...request, ...(token !== undefined && { ContinuationToken: token }) }, options),
      );
      for (const { Key = '', Size = 0, LastModified = new Date(0), ETag } of page.Contents ?? [])
        if (Key.startsWith(request.Prefix))
          yield {
            key: Key.slice(this.#prefix.length),
            sizeBytes: Size,
            modifiedAt: LastModified,
            version: versionOf(ETag) || `${String(Size)}-${LastModified.toISOString()}`,
          };
      token = page.IsTruncated === true ? this.#nextToken(page.NextContinuationToken, token) : undefined;
    } while (token !== undefined);
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.#connection.send<Uint8Array | undefined>(
      async ({ s3, options }) => {
        const { Body } = await s3.getObject(this.#address(key), options);
        return Body?.transformToByteArray();
      },
      { accept: (error) => (isMissingObject(error) ? { result: undefined } : undefined) },
    );
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#connection.send(({ s3, options }) =>
      s3.putObject({ ...this.#address(key), Body: bytes }, options),
    );
  }

  async upload(
    key: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { partSizeBytes = DEFAULT_PART_BYTES, partsInFlight = DEFAULT_PARTS_IN_FLIGHT } = this.#options;
    const plan = {
      address: this.#address(key),
      sizeBytes,
      partSizeBytes: Math.max(MIN_PART_BYTES, partSizeBytes),
      partsInFlight: Math.max(1, partsInFlight),
      storageClass: this.#options.storageClass,
    };
    await new S3Upload(this.#connection, plan).run(bytes, signal);
  }

  async open(key: string): Promise<OpenArtifact | undefined> {
    const address = this.#address(key);
    const facts = await objectFacts(this.#connection, address);
    if (facts === undefined) return undefined;
    return {
      sizeBytes: facts.sizeBytes,
      read: (start, end) => readRange(this.#connection, address, facts, { start, end }),
      close: () => Promise.resolve(),
    };
  }

  async remove(key: string): Promise<void> {
    const address = this.#address(key);
    try {
      await this.#connection.send<unknown>(({ s3, options }) => s3.deleteObject(address, options), {
        accept: (error) => (isMissingObject(error) ? { result: undefined } : undefined),
      });
    } catch (error) {
      throw await this.#protection(address, error);
    }
  }

  async removeUnfinishedUploads(): Promise<void> {
    const place = { Bucket: this.#options.bucket, Prefix: this.#prefix };
    for await (const { key, uploadId, startedAt } of listUnfinished(this.#connection, place)) {
      const ageMs = (this.#connection.serverTime?.getTime() ?? 0) - (startedAt?.getTime() ?? Infinity);
      if (ageMs > DAY_MS) await abortUpload(this.#connection, { ...this.#address(''), Key: key }, uploadId);
    }
  }

  async now(): Promise<Date> {
    await this.#connection.send(({ s3, options }) =>
      s3.listObjectsV2({ Bucket: this.#options.bucket, Prefix: this.#prefix, MaxKeys: 1 }, options),
    );
    const time = this.#connection.serverTime;
    if (time !== undefined) return time;
    throw new StoreException(`${this.location} answers without its time`, {
      hint: 'A server or proxy removes the header Date from the answers. Change its configuration.',
      details: { location: this.location, reason: 'other' },
    });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #address(key: string): S3Address {
    return { Bucket: this.#options.bucket, Key: this.#prefix + key };
  }

  /** A list without its end must not look complete: retention decides by it. */
  #nextToken(next: string | undefined, current: string | undefined): string {
    if (next !== undefined && next !== '' && next !== current) return next;
    throw new StoreException(`${this.location} does not list more than one page`, {
      hint: 'The server does not have ListObjectsV2 with continuation tokens. Update it.',
      details: { location: this.location, reason: 'other' },
    });
  }

  /** The failure of a removal; where an object lock is the cause, with its end. */
  async #protection(address: S3Address, error: unknown): Promise<unknown> {
    const reason = error instanceof StoreException ? error.details['reason'] : undefined;
    if (reason !== 'permission' && reason !== 'protected') return error;
    const until = await this.#lockedUntil(address).catch(() => undefined);
    if (reason === 'permission' && until === undefined) return error;
    const end = until instanceof Date ? ` until ${until.toISOString()}` : '';
    return new StoreException(`${address.Key} in ${this.location} is protected by an object lock${end}`, {
      hint: 'It stays until the lock ends. Remove it after that.',
      details: {
        location: this.location,
        reason: 'protected',
        key: address.Key,
        ...(until instanceof Date && { until: until.toISOString() }),
      },
      cause: error,
    });
  }

  /** The end of the retention; `legal hold` has no end. */
  async #lockedUntil(address: S3Address): Promise<Date | 'legal hold' | undefined> {
    const { ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = await this.#connection.send(
      ({ s3, options }) => s3.headObject(address, options),
    );
    if (until !== undefined && until > (this.#connection.serverTime ?? until)) return until;
    return hold === 'ON' ? 'legal hold' : undefined;
  }
}
