import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { setTimeout as pause } from 'node:timers/promises';
import { ObjectFleetRecords } from '../../src/adapters/outbound/fleet-records/object-fleet-records.ts';
import { S3ObjectStorage } from '../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import type { FleetRecord } from '../../src/domain/fleet/fleet-record.ts';
import { BackupConfig, BackupManager } from '../../src/main/library.ts';
import { makeFolder, removeFolder } from '../support/database-fixtures.ts';
import { S3_CREDENTIALS, S3_REGION } from '../support/s3-server.ts';
import { useS3Server } from '../support/swift-server.ts';
import { execute } from '../support/writers.ts';

const GIVE_UP_MS = 30_000;

describe('the library with a remote store', () => {
  const server = useS3Server();
  let folder: string;
  let manager: BackupManager;
  let records: ObjectFleetRecords;

  beforeEach(async () => {
    folder = await makeFolder();
    await execute(join(folder, 'app.db'), 'CREATE TABLE t (x)');
    const place = { bucket: await server().createBucket(), endpoint: server().endpoint, region: S3_REGION };
    records = new ObjectFleetRecords(new S3ObjectStorage({ ...S3_CREDENTIALS, ...place, pathStyle: true }));
    const { accessKeyId, secretAccessKey } = S3_CREDENTIALS;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    manager = new BackupManager({
      config: new BackupConfig(undefined, {
        database_path: join(folder, 'app.db'),
        backup_dir: join(folder, 'backup'),
        host_name: 'web-1',
        min_free_mb: 0,
        stores: [{ name: 'offsite', type: 's3', ...place, path_style: true, ...credentials }],
      }),
    });
  });

  afterEach(async () => {
    await manager.close();
    await removeFolder(folder);
  });

  it('writes the record of the host after a run, before it is closed', async () => {
    const { filename } = await manager.createBackup();
    const giveUpMs = performance.now() + GIVE_UP_MS;
    let record: FleetRecord | undefined;
    while (record === undefined && performance.now() < giveUpMs) {
      record = await records.find('web-1');
      await pause(20);
    }
    expect(record?.databases[0]?.newestVerified?.filename).to.equal(filename);
  });
});
