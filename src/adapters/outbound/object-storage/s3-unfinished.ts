import type { S3Connection, SendOptions } from './s3-connection.ts';
import { isMissingUpload, isNotImplemented } from './s3-failures.ts';
import type { S3Address } from './s3-objects.ts';

export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date | undefined;
}

type Limits = Pick<SendOptions<never>, 'timeoutMs'>;

/** The unfinished uploads whose key begins with a prefix; none on a server without this list. */
export async function* listUnfinished(
  connection: S3Connection,
  { Bucket, Prefix }: { readonly Bucket: string; readonly Prefix: string },
  limits: Limits = {},
): AsyncGenerator<UnfinishedUpload> {
  let markers: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const page = await connection.send(
      ({ s3, options }) => s3.listMultipartUploads({ Bucket, Prefix, ...markers }, options),
      { ...limits, accept: (error) => (isNotImplemented(error) ? { result: undefined } : undefined) },
    );
    for (const { Key = '', UploadId, Initiated } of page?.Uploads ?? [])
      // A server may ignore the prefix.
      if (UploadId !== undefined && Key.startsWith(Prefix))
        yield { key: Key, uploadId: UploadId, startedAt: Initiated };
    const { NextKeyMarker = '', NextUploadIdMarker = '' } = page ?? {};
    // The same markers again would never end.
    if (page?.IsTruncated !== true || NextKeyMarker === '' || NextKeyMarker === markers.KeyMarker) return;
    markers = { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker };
  }
}

/** Succeeds where the upload does not exist. */
export async function abortUpload(
  connection: S3Connection,
  address: S3Address,
  UploadId: string,
  limits: Limits = {},
): Promise<void> {
  await connection.send<unknown>(
    ({ s3, options }) => s3.abortMultipartUpload({ ...address, UploadId }, options),
    { ...limits, accept: (error) => (isMissingUpload(error) ? { result: undefined } : undefined) },
  );
}
