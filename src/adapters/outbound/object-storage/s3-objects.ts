import type { GetObjectCommandOutput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { S3Connection, SendOptions } from './s3-connection.ts';
import { isEmptyObject, isMissingObject } from './s3-failures.ts';

/** Where an object is, and what its headers say. */
export interface S3Address {
  readonly Bucket: string;
  readonly Key: string;
}

export interface ObjectFacts {
  readonly sizeBytes: number;
  /** Changes with the content; empty where the server gives none. Compare it for equality only. */
  readonly version: string;
}

/**
 * Size and version. It reads the first byte, because an error of a HEAD request has no code.
 * @returns undefined where the object does not exist
 */
export async function objectFacts(
  connection: S3Connection,
  address: S3Address,
  limits: Pick<SendOptions<never>, 'signal' | 'timeoutMs'> = {},
): Promise<ObjectFacts | undefined> {
  const facts = await connection.send<ObjectFacts | 'missing' | 'empty'>(
    async ({ s3, options }) => {
      const answer = await s3.getObject({ ...address, Range: 'bytes=0-0' }, options);
      // A server that ignores the range sends everything.
      if (answer.ContentRange === undefined) discard(answer);
      else await answer.Body?.transformToByteArray();
      return factsOf(answer);
    },
    {
      ...limits,
      accept: (error) => {
        if (isMissingObject(error)) return { result: 'missing' };
        return isEmptyObject(error) ? { result: 'empty' } : undefined;
      },
    },
  );
  if (facts === 'missing') return undefined;
  if (facts !== 'empty') return facts;
  return connection.send(async ({ s3, options }) => factsOf(await s3.headObject(address, options)), limits);
}

/** Bytes of an answer that does not hold them all, to the end or to an error. */
export function bodyOf({ Body }: GetObjectCommandOutput): AsyncIterable<Uint8Array> {
  if (Body === undefined) throw new TypeError('an answer without a body');
  return Body as unknown as AsyncIterable<Uint8Array>;
}

export function factsOf(answer: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectFacts {
  const total = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
  return {
    sizeBytes: total === undefined ? (answer.ContentLength ?? 0) : Number(total),
    version: versionOf(answer.ETag),
  };
}

/** Servers put an ETag in quotation marks in some answers only. */
export function versionOf(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

/** Ends the answer without reading the rest of it. */
export function discard({ Body }: GetObjectCommandOutput): void {
  (Body as (NodeJS.ReadableStream & { destroy?: () => void }) | undefined)?.destroy?.();
}
