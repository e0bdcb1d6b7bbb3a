import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, afterEach, beforeEach, describe, it } from 'mocha';
import { ObjectFleetRecords } from '../../../src/adapters/outbound/fleet-records/object-fleet-records.ts';
import { fleetKey } from '../../../src/adapters/outbound/object-storage/host-keys.ts';
import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import type { ObjectStorage } from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import { SftpObjectStorage } from '../../../src/adapters/outbound/object-storage/sftp-object-storage.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { HOUR_MS } from '../../support/backup-builder.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { useSftpServer } from '../../support/sftp-server.ts';
import { useS3Server } from '../../support/swift-server.ts';
import { describeFleetRecords, type FleetRecordsSubject } from './fleet-records.contract.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function subjectOn(storage: ObjectStorage, storeTime: () => Date): FleetRecordsSubject {
  return {
    records: new ObjectFleetRecords(storage),
    storeTime,
    damage: (host, content) => storage.write(fleetKey(host), bytesOf(content)),
    putOther: (name) => storage.write(`fleet/${name}`, bytesOf('other')),
    dispose: () => storage.close(),
  };
}

describeFleetRecords('ObjectFleetRecords in memory', async () => {
  const storage = new InMemoryObjectStorage();
  const difference = 5 * HOUR_MS;
  storage.clock = () => new Date(Date.now() + difference);
  return Promise.resolve(subjectOn(storage, storage.clock));
});

describe('ObjectFleetRecords with OpenSSH', () => {
  const server = useSftpServer();

  const open = async (folder: string): Promise<SftpObjectStorage> =>
    new SftpObjectStorage(await server().options(folder));

  describeFleetRecords('writable', async () => {
    const folder = randomUUID();
    await mkdir(join(server().root, folder));
    return subjectOn(await open(folder), () => new Date());
  });

  describe('read-only', () => {
    after(() => server().restart());

    it('lists without writing', async () => {
      const folder = randomUUID();
      await mkdir(join(server().root, folder));
      const writable = await open(folder);
      await new ObjectFleetRecords(writable).write(aFleetRecord());
      await writable.close();
      await server().restart('read-only');
      const storage = await open(folder);
      const { records, now } = await new ObjectFleetRecords(storage).list();
      expect(records.map(({ record }) => record)).to.deep.equal([aFleetRecord()]);
      expect(now.getTime()).to.be.closeTo(Date.now(), 2000);
      await storage.close();
    });
  });
});

describe('ObjectFleetRecords with a server', () => {
  const server = useS3Server();

  describeFleetRecords('ObjectFleetRecords in S3', async () => {
    const bucket = await server().createBucket();
    const { endpoint } = server();
    const options = {
      ...S3_CREDENTIALS,
      bucket,
      endpoint,
      region: S3_REGION,
      pathStyle: true,
      prefix: 'prod',
    };
    return subjectOn(new S3ObjectStorage({ ...options, timeoutMs: 30_000 }), () => new Date());
  });
});

describe('the requests of ObjectFleetRecords', () => {
  let storage: InMemoryObjectStorage;
  let folder: string;

  beforeEach(async () => {
    storage = new InMemoryObjectStorage();
    folder = await makeFolder();
    for (let host = 0; host < 100; host += 1) await storage.write(fleetKey(`h${String(host)}`), bytesOf('x'));
  });

  afterEach(() => removeFolder(folder));

  const nextProcess = () =>
    new ObjectFleetRecords(storage, { cacheFile: join(folder, 'state', 'fleet-offsite.json') });
  const requestsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = storage.requestCount;
    await work();
    return storage.requestCount - before;
  };

  it('read each record once, also in the next process, 16 at a time', async () => {
    const records = nextProcess();
    storage.mostInFlight = 0;
    expect(await requestsOf(() => records.list())).to.equal(102);
    expect(storage.mostInFlight).to.equal(16);
    expect(await requestsOf(() => records.list())).to.equal(2);
    expect(await requestsOf(() => nextProcess().list())).to.equal(2);
  });

  it('read again only what has changed', async () => {
    const records = nextProcess();
    await records.list();
    await records.write(aFleetRecord({ host: 'h7' }));
    expect(await requestsOf(() => records.list())).to.equal(3);
    const { records: seen } = await records.list();
    expect(seen.find(({ host }) => host === 'h7')?.record?.status).to.equal('healthy');
  });

  it('do not list backups', async () => {
    for (let host = 0; host < 50; host += 1) await storage.write(`h/${String(host)}/x`, bytesOf('x'));
    storage.pageSize = 10;
    const records = nextProcess();
    await records.list();
    expect(await requestsOf(() => records.list())).to.equal(11);
  });

  it('fail when the store cannot be used', async () => {
    storage.faults.everything = 'unreachable';
    expect(await rejectionOf(nextProcess().list())).to.be.instanceOf(StoreException);
  });
});
