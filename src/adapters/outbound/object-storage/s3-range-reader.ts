import { setTimeout as delay } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import { backoffMs } from './repeat.ts';
import type { S3Connection } from './s3-connection.ts';
import { isMissingObject, isTransient, s3Failure } from './s3-failures.ts';
import { bodyOf, discard, factsOf, type ObjectFacts, type S3Address } from './s3-objects.ts';

/**
 * The bytes from `start` up to and without `end`. An answer that breaks off is continued from the position reached,
 * until the time limit has passed without a byte.
 * @param opened the object as it was opened: an object with other content is not read
 * @throws StoreException
 */
export async function* readRange(
  connection: S3Connection,
  address: S3Address,
  opened: ObjectFacts,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  let position = start;
  let failures = 0;
  let failingSinceMs = 0;
  while (position < end) {
    const answer = await requestRange(connection, address, opened, { start: position, end });
    try {
      for await (const piece of bodyOf(answer)) {
        position += piece.length;
        failures = 0;
        yield piece;
      }
      if (position < end) throw Object.assign(new Error('the answer is too short'), { code: 'ECONNRESET' });
    } catch (error) {
      if (failures === 0) failingSinceMs = performance.now();
      failures += 1;
      const isLate = performance.now() - failingSinceMs >= connection.timeoutMs;
      if (isLate || !isTransient(error)) throw s3Failure(error, connection.location);
      await delay(backoffMs(failures));
    }
  }
}

async function requestRange(
  connection: S3Connection,
  address: S3Address,
  opened: ObjectFacts,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<GetObjectCommandOutput> {
  const Range = `bytes=${String(start)}-${String(end - 1)}`;
  const answer = await connection.send<GetObjectCommandOutput | undefined>(
    ({ s3, options }) => s3.getObject({ ...address, Range }, options),
    { accept: (error) => (isMissingObject(error) ? { result: undefined } : undefined) },
  );
  if (answer === undefined) throw changed(connection, address, 'was removed while it was read');
  const isWhole = answer.ContentRange === undefined && start === 0 && answer.ContentLength === end;
  if (!isWhole && answer.ContentRange?.startsWith(`bytes ${String(start)}-`) !== true) {
    discard(answer);
    throw changed(connection, address, 'cannot be read by byte range');
  }
  const { sizeBytes, version } = factsOf(answer);
  const isSame = version === opened.version || version === '' || opened.version === '';
  if (sizeBytes === opened.sizeBytes && isSame) return answer;
  discard(answer);
  throw changed(connection, address, 'was replaced while it was read');
}

function changed({ location }: S3Connection, { Key }: S3Address, what: string): StoreException {
  return new StoreException(`${Key} in ${location} ${what}`, {
    hint: 'Start again. If it happens again, find out which program changes the bucket.',
    details: { location, reason: 'other', key: Key },
  });
}
