import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ObjectFleetRecords } from '../../../src/adapters/outbound/fleet-records/object-fleet-records.ts';
import { S3ObjectStorage } from '../../../src/adapters/outbound/object-storage/s3-object-storage.ts';
import { accessibilityProblems } from '../../support/page/accessibility.ts';
import { pageSuite } from '../../support/page/page-suite.ts';
import { gone, shown } from '../../support/page/shown.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { S3_CREDENTIALS, S3_REGION } from '../../support/s3-server.ts';
import { useS3Server } from '../../support/swift-server.ts';

const HOUR_MS = 3_600_000;

describe('the hosts in the page', () => {
  const server = useS3Server();
  const suite = pageSuite({}, async (world) => {
    const bucket = await server().createBucket();
    const place = { bucket, prefix: 'prod', endpoint: server().endpoint, region: S3_REGION };
    const records = new ObjectFleetRecords(
      new S3ObjectStorage({ ...S3_CREDENTIALS, ...place, pathStyle: true }),
    );
    const at = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);
    const newestVerified = { filename: 'shop-20261120T020012000Z.db.gz', createdAt: at(-50) };
    await records.write(
      aFleetRecord({
        host: 'web-2',
        writtenAt: at(-50),
        nextReportBy: at(-49),
        databases: [{ database: 'shop', newestVerified, overdueAt: at(-24) }],
      }),
    );
    const { accessKeyId, secretAccessKey } = S3_CREDENTIALS;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    const store = { name: 'offsite', type: 's3', ...place, path_style: true, ...credentials };
    world.configure({ host_name: 'web-1', stores: [store] });
    await world.restart();
    await world.backUp('shop');
  });

  it('show which one is overdue, and that this one is safe', async () => {
    const { page } = await suite.open();
    await page.getByRole('link', { name: 'Hosts', exact: true }).click();
    await shown(page.getByRole('heading', { name: 'Hosts', level: 1 }));
    const overdue = page.getByRole('row', { name: /web-2/ });
    await shown(overdue.getByText('Overdue', { exact: true }));
    await shown(overdue.getByText('No new verified backup in time: shop'));
    const safe = page.getByRole('row', { name: /web-1/ });
    await shown(safe.getByText('Safe', { exact: true }));
    await shown(page.getByText('2 hosts', { exact: true }));
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });
});

describe('the hosts in the page without a remote store', () => {
  const suite = pageSuite();

  it('are not offered', async () => {
    const { page } = await suite.open();
    await shown(page.getByRole('link', { name: 'History', exact: true }));
    await gone(page.getByRole('link', { name: 'Hosts', exact: true }));
  });
});
