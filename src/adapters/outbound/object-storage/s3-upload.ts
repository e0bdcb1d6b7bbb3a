import { randomUUID } from 'node:crypto';
import type { StorageClass } from '@aws-sdk/client-s3';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import { PieceReader, WrongSizeError } from './piece-reader.ts';
import type { S3Connection } from './s3-connection.ts';
import { isMissingUpload } from './s3-failures.ts';
import { objectFacts, type S3Address } from './s3-objects.ts';
import { sendParts, type SentPart } from './s3-part-sender.ts';
import { abortUpload, listUnfinished } from './s3-unfinished.ts';

export interface UploadPlan {
  readonly address: S3Address;
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  readonly partsInFlight: number;
  readonly storageClass: string | undefined;
}

/** Key of the user metadata with the random name of an upload. */
const UPLOAD_NAME = 'upload-name';
const MAX_PARTS = 10_000;
const MIB = 1024 * 1024;
/** A failed upload is removed within this time, or stays until the sweep. */
const MAX_UNDO_MS = 15_000;

/** One object on its way to the server: whole, or removed again. */
export class S3Upload {
  readonly #connection: S3Connection;
  readonly #plan: UploadPlan;
  /** In the metadata of the object: a failed upload removes only its own object. */
  readonly #name = randomUUID();
  #uploadId: string | undefined;
  #creations = 0;
  /** The request that makes the object visible was sent. */
  #mayExist = false;

  constructor(connection: S3Connection, plan: UploadPlan) {
    this.#connection = connection;
    this.#plan = plan;
  }

  /**
   * @throws StoreException
   * @throws the signal's reason when it aborts
   * @throws what `bytes` throws
   */
  async run(bytes: AsyncIterable<Uint8Array>, outer: AbortSignal): Promise<void> {
    outer.throwIfAborted();
    const { sizeBytes, partSizeBytes } = this.#plan;
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal]);
    const reader = new PieceReader(bytes, sizeBytes, signal);
    try {
      if (sizeBytes <= partSizeBytes) await this.#put(reader, signal);
      else await this.#putParts(reader, signal, stop);
      signal.throwIfAborted();
      await this.#check(signal);
    } catch (error) {
      await reader.close();
      await this.#undo();
      throw error instanceof WrongSizeError ? this.#failure(error.message) : error;
    }
    await reader.close();
    // The answer to a creation was lost.
    if (this.#creations > 1) await this.#abortAll().catch(() => undefined);
  }

  async #put(reader: PieceReader, signal: AbortSignal): Promise<void> {
    const Body = Buffer.allocUnsafeSlow(this.#plan.sizeBytes);
    await reader.fill(Body);
    await reader.expectEnd();
    await this.#connection.send(
      ({ s3, options }) => {
        this.#mayExist = true;
        return s3.putObject({ ...this.#headers(), Body }, options);
      },
      { signal, graceMs: this.#undoLimits().timeoutMs },
    );
  }

  async #putParts(reader: PieceReader, signal: AbortSignal, stop: AbortController): Promise<void> {
    const UploadId = await this.#create(signal);
    const { address, sizeBytes, partsInFlight } = this.#plan;
    const partSizeBytes = partSizeFor(sizeBytes, this.#plan.partSizeBytes);
    const plan = { upload: { ...address, UploadId }, sizeBytes, partSizeBytes, partsInFlight };
    const parts = await sendParts(this.#connection, reader, plan, { signal, stop });
    await this.#complete(UploadId, parts, signal);
  }

  async #create(signal: AbortSignal): Promise<string> {
    const { UploadId } = await this.#connection.send(
      ({ s3, options }) => {
        this.#creations += 1;
        return s3.createMultipartUpload(this.#headers(), options);
      },
      { signal, graceMs: this.#undoLimits().timeoutMs },
    );
    if (UploadId === undefined) throw this.#failure('the server gave no upload id');
    this.#uploadId = UploadId;
    return UploadId;
  }

  async #complete(UploadId: string, parts: readonly SentPart[], signal: AbortSignal): Promise<void> {
    const MultipartUpload = { Parts: [...parts] };
    await this.#connection.send<unknown>(
      ({ s3, options }) => {
        this.#mayExist = true;
        return s3.completeMultipartUpload({ ...this.#plan.address, UploadId, MultipartUpload }, options);
      },
      {
        signal,
        graceMs: this.#undoLimits().timeoutMs,
        // The answer to an earlier attempt was lost. The check finds out what it did.
        accept: (error) => (isMissingUpload(error) ? { result: undefined } : undefined),
      },
    );
  }

  #headers(): S3Address & { Metadata: Record<string, string>; StorageClass?: StorageClass } {
    const { address, storageClass } = this.#plan;
    return {
      ...address,
      Metadata: { [UPLOAD_NAME]: this.#name },
      ...(storageClass !== undefined && { StorageClass: storageClass as StorageClass }),
    };
  }

  async #check(signal: AbortSignal): Promise<void> {
    const facts = await objectFacts(this.#connection, this.#plan.address, { signal });
    if (facts?.sizeBytes === this.#plan.sizeBytes) return;
    throw this.#failure(facts ? `the server stored ${String(facts.sizeBytes)} bytes` : 'the server lost it');
  }

  /** Best effort: the failure matters more, and the sweep removes what is left. */
  async #undo(): Promise<void> {
    if (this.#creations > 0) await this.#abortAll().catch(() => undefined);
    if (this.#mayExist) await this.#removeOwn().catch(() => undefined);
  }

  async #abortAll(): Promise<void> {
    const limits = this.#undoLimits();
    const { address } = this.#plan;
    if (this.#uploadId !== undefined) await abortUpload(this.#connection, address, this.#uploadId, limits);
    if (this.#creations === 1 && this.#uploadId !== undefined) return;
    const { Bucket, Key: Prefix } = address;
    for await (const { key, uploadId } of listUnfinished(this.#connection, { Bucket, Prefix }, limits))
      if (key === Prefix) await abortUpload(this.#connection, address, uploadId, limits);
  }

  async #removeOwn(): Promise<void> {
    const limits = this.#undoLimits();
    const { address } = this.#plan;
    const { Metadata } = await this.#connection.send(
      ({ s3, options }) => s3.headObject(address, options),
      limits,
    );
    if (Metadata?.[UPLOAD_NAME] !== this.#name) return;
    await this.#connection.send(({ s3, options }) => s3.deleteObject(address, options), limits);
  }

  #undoLimits(): { readonly timeoutMs: number } {
    return { timeoutMs: Math.min(this.#connection.timeoutMs, MAX_UNDO_MS) };
  }

  #failure(what: string): StoreException {
    const { location } = this.#connection;
    const { Key } = this.#plan.address;
    return new StoreException(`${Key} was not uploaded to ${location}: ${what}`, {
      hint: 'Nothing of it was left. Run the command again.',
      details: { location, reason: 'other', key: Key },
    });
  }
}

/** S3 has no more than 10,000 parts: a larger object has larger ones. */
export function partSizeFor(sizeBytes: number, leastBytes: number): number {
  return Math.max(leastBytes, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}
