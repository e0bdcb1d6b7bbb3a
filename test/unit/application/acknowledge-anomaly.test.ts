import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { pausedReason } from '../../../src/domain/anomaly/anomaly-text.ts';
import { AcknowledgeAnomaly } from '../../../src/application/acknowledge-anomaly.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { HOUR_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const BIG = SOURCE_CONTENT.padEnd(1000, 'x');
const SMALL = SOURCE_CONTENT.padEnd(100, 'x');

describe('AcknowledgeAnomaly', () => {
  let product: InMemoryProduct;
  let acknowledge: AcknowledgeAnomaly;

  beforeEach(() => {
    product = new InMemoryProduct();
    const { anomalies, store, coordinator } = product;
    acknowledge = new AcknowledgeAnomaly({ anomalies, store }, coordinator, { timeoutMs: TIMEOUT_MS });
  });

  const reasonOfPause = async (): Promise<string | undefined> =>
    pausedReason('app', (await product.anomalies.read('app')).anomalies);
  const createFrom = async (content: string, verifyAfterCreate: 'none' | 'checksum' = 'checksum') => {
    product.clock.advance(HOUR_MS);
    product.disk.write(SOURCE_PATH, content);
    await product.create({ verifyAfterCreate }).execute({ sourcePath: SOURCE_PATH });
  };

  it('ends the pause of damage', async () => {
    await createFrom(BIG);
    product.snapshotter.sourceCheck = { result: 'failed', detail: 'page 5' };
    await rejectionOf(createFrom(BIG));
    expect(await reasonOfPause()).to.include('page 5');
    expect(await acknowledge.execute({ database: 'app' })).to.deep.equal({
      database: 'app',
      acknowledged: ['source_damaged'],
    });
    expect(await reasonOfPause()).to.equal(undefined);
    expect(await product.anomalies.databases()).to.deep.equal([]);
  });

  for (const level of ['none', 'checksum'] as const) {
    it(`makes the new size the measure after a collapse (backups verified by ${level})`, async () => {
      await createFrom(BIG);
      await createFrom(SMALL, level);
      expect((await acknowledge.execute({ database: 'app' })).acknowledged).to.deep.equal(['collapse']);
      expect(await reasonOfPause()).to.equal(undefined);
      await createFrom(SMALL, level);
      expect(await reasonOfPause()).to.equal(undefined);
      await createFrom(SOURCE_CONTENT.padEnd(49, 'x'), level);
      expect(await reasonOfPause()).to.include('49 bytes');
    });
  }

  it('ends the pause of an unreadable record', async () => {
    product.disk.write('/backup/.state/anomalies/app.json', 'garbage');
    expect((await acknowledge.execute({ database: 'app' })).acknowledged).to.deep.equal([
      'unreadable_record',
    ]);
    expect(await product.anomalies.databases()).to.deep.equal([]);
  });

  it('returns nothing for a database without anomaly', async () => {
    await createFrom(BIG);
    expect((await acknowledge.execute({ database: 'app' })).acknowledged).to.deep.equal([]);
    expect(product.events('succeeded').at(-1)).to.deep.include({ facts: { acknowledged: [] } });
  });

  it('refuses an unknown name, and lists the known ones', async () => {
    expect(await rejectionOf(acknowledge.execute({ database: 'app' })))
      .to.be.instanceOf(UsageException)
      .with.property('hint', 'There are no backups yet.');
    await createFrom(BIG);
    product.disk.write('/backup/theirs.db', 'x');
    expect(await rejectionOf(acknowledge.execute({ database: 'ap' })))
      .to.be.instanceOf(UsageException)
      .with.property('hint', 'There are: app.');
    expect(await rejectionOf(acknowledge.execute({ database: '../app' }))).to.be.instanceOf(UsageException);
  });

  it('does not wait: a run that holds the lock may write the record', async () => {
    await createFrom(BIG);
    const held = await product.lock.acquire('app', 'create');
    expect(await rejectionOf(acknowledge.execute({ database: 'app' }))).to.be.instanceOf(
      OperationInProgressException,
    );
    await held.release();
  });
});
