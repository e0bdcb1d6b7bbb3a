import { describe } from 'mocha';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { S3Options } from '../../../src/adapters/outbound/object-storage/s3-options.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { SwiftServer, useS3Server } from '../../support/swift-server.ts';
import { describeObjectStorage } from './object-storage.contract.ts';

const PREFIXES = { storage: 'prod/backups', neighbour: 'prod/backups-2' };
const WRONG_SECRET = 'a-wrong-secret-access-key';
const TOKEN = 'a-session-token';

describe('S3ObjectStorage with a server', () => {
  const server = useS3Server();

  describeObjectStorage('S3ObjectStorage', async () => {
    const bucket = await server().createBucket();
    const common: S3Options = {
      ...S3_CREDENTIALS,
      bucket,
      endpoint: server().endpoint,
      region: S3_REGION,
      pathStyle: true,
      partSizeBytes: 5 * 1024 * 1024,
      partsInFlight: 2,
      timeoutMs: 30_000,
    };
    const storage = new S3ObjectStorage({ ...common, prefix: PREFIXES.storage });
    const neighbour = new S3ObjectStorage({ ...common, prefix: PREFIXES.neighbour });
    const refused = new S3ObjectStorage({
      ...common,
      prefix: PREFIXES.storage,
      secretAccessKey: WRONG_SECRET,
      sessionToken: TOKEN,
    });
    return {
      storage,
      neighbour,
      refused,
      secrets: [S3_CREDENTIALS.secretAccessKey, WRONG_SECRET, TOKEN],
      canAgeUploads: server() instanceof SwiftServer,
      leaveUnfinishedUpload: (which, key, ageMs) =>
        server().leaveUnfinishedUpload(bucket, `${PREFIXES[which]}/${key}`, ageMs),
      countUnfinishedUploads: async () => (await server().unfinishedUploads(bucket)).length,
      dispose: async () => {
        await Promise.all([storage.close(), neighbour.close(), refused.close()]);
      },
    };
  });
});
