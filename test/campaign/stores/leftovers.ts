import { S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { S3_CREDENTIALS, S3_REGION, type S3Server } from '../../support/s3-server.ts';

export interface Leftovers {
  readonly objects: number;
  readonly dataWithoutManifest: number;
  readonly manifestsWithoutData: number;
  readonly unfinishedUploads: number;
}

/** What killed runs have left in a bucket. */
export async function leftoversIn(server: S3Server, bucket: string): Promise<Leftovers> {
  const client = new S3Client({
    endpoint: server.endpoint,
    region: S3_REGION,
    credentials: S3_CREDENTIALS,
    forcePathStyle: true,
    // The clock of the server may be days ahead.
    systemClockOffset: await clockOffset(server.endpoint),
  });
  try {
    const keys = new Set<string>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket }))
      for (const { Key = '' } of Contents) keys.add(Key);
    const data = [...keys].filter((key) => !key.endsWith('.json') && !key.startsWith('prod/fleet/'));
    const manifests = [...keys].filter((key) => /\.db[^/]*(?<!\.state)\.json$/.test(key));
    return {
      objects: keys.size,
      dataWithoutManifest: data.filter((key) => !keys.has(`${key}.json`)).length,
      manifestsWithoutData: manifests.filter((key) => !keys.has(key.slice(0, -'.json'.length))).length,
      unfinishedUploads: (await server.unfinishedUploads(bucket)).length,
    };
  } finally {
    client.destroy();
  }
}

async function clockOffset(endpoint: string): Promise<number> {
  const { headers } = await fetch(`${endpoint}/healthcheck`);
  return new Date(headers.get('date') ?? Date.now()).getTime() - Date.now();
}
