import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import type { PieceReader } from './piece-reader.ts';
import type { S3Connection } from './s3-connection.ts';
import type { S3Address } from './s3-objects.ts';

export interface SentPart {
  readonly PartNumber: number;
  readonly ETag: string;
}

export interface PartPlan {
  readonly upload: S3Address & { readonly UploadId: string };
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  readonly partsInFlight: number;
}

/**
 * Sends an object in parts, a few at the same time. Needs the memory of the parts in flight and of one more, which is
 * filled meanwhile.
 * @param stop is aborted with the first failure: it ends `signal`, and so all other parts
 * @throws the first failure, after all parts have ended
 */
export async function sendParts(
  connection: S3Connection,
  reader: PieceReader,
  plan: PartPlan,
  { signal, stop }: { readonly signal: AbortSignal; readonly stop: AbortController },
): Promise<readonly SentPart[]> {
  const { sizeBytes, partSizeBytes, partsInFlight } = plan;
  const sent: SentPart[] = [];
  const free: Buffer[] = [];
  const inFlight = new Set<Promise<void>>();
  try {
    for (let start = 0; start < sizeBytes; start += partSizeBytes) {
      const buffer = free.pop() ?? Buffer.allocUnsafeSlow(Math.min(partSizeBytes, sizeBytes));
      const part = buffer.subarray(0, Math.min(partSizeBytes, sizeBytes - start));
      await reader.fill(part);
      while (inFlight.size >= partsInFlight) await Promise.race(inFlight);
      const sending = sendPart(connection, plan, { number: start / partSizeBytes + 1, part, signal })
        .then((result) => void sent.push(result))
        .catch((error: unknown) => {
          stop.abort(error);
        })
        .finally(() => {
          inFlight.delete(sending);
          free.push(buffer);
        });
      inFlight.add(sending);
    }
    await reader.expectEnd();
  } catch (error) {
    stop.abort(error);
  }
  await Promise.all(inFlight);
  signal.throwIfAborted();
  return sent.sort((a, b) => a.PartNumber - b.PartNumber);
}

async function sendPart(
  connection: S3Connection,
  { upload }: PartPlan,
  {
    number,
    part,
    signal,
  }: { readonly number: number; readonly part: Uint8Array; readonly signal: AbortSignal },
): Promise<SentPart> {
  const { ETag } = await connection.send(
    ({ s3, options }) => s3.uploadPart({ ...upload, PartNumber: number, Body: part }, options),
    { signal },
  );
  if (ETag !== undefined) return { PartNumber: number, ETag };
  throw new StoreException(`${connection.location} took a part of an upload without giving its ETag`, {
    hint: 'This server does not have the S3 API for uploads in parts. Raise part_size_mb above the size of a backup.',
    details: { location: connection.location, reason: 'other' },
  });
}
