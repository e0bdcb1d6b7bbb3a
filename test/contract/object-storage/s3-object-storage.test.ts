import { describe } from 'mocha';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { S3Options } from '../../../src/adapters/outbound/object-storage/s3-options.ts';
import { SWIFT_CREDENTIALS, SWIFT_REGION, useSwiftServer } from '../../support/swift-server.ts';
import { describeObjectStorage } from './object-storage.contract.ts';

const PREFIXES = { storage: 'prod/backups', neighbour: 'prod/backups-2' };
const WRONG_SECRET = 'a-wrong-secret-access-key';
const TOKEN = 'a-session-token';

describe('S3ObjectStorage with OpenStack Swift', () => {
  const server = useSwiftServer();

  describeObjectStorage('S3ObjectStorage', async () => {
    const bucket = await server().createBucket();
    const common: S3Options = {
      ...SWIFT_CREDENTIALS,
      bucket,
      endpoint: server().endpoint,
      region: SWIFT_REGION,
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
      secrets: [SWIFT_CREDENTIALS.secretAccessKey, WRONG_SECRET, TOKEN],
      leaveUnfinishedUpload: (which, key, ageMs) =>
        server().leaveUnfinishedUpload(bucket, `${PREFIXES[which]}/${key}`, ageMs),
      countUnfinishedUploads: async () => (await server().unfinishedUploads(bucket)).length,
      dispose: async () => {
        await Promise.all([storage.close(), neighbour.close(), refused.close()]);
      },
    };
  });
});
