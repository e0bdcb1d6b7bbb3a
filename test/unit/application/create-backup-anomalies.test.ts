import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { IN_MEMORY_PAGE_BYTES } from '../../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import type { Anomaly } from '../../../src/domain/anomaly/anomaly.ts';
import { stateAfterAcknowledgement } from '../../../src/domain/anomaly/next-state.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { HOUR_MS } from '../../support/backup-builder.ts';
import { InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const BIG = SOURCE_CONTENT.padEnd(1000, 'x');
const SMALL = SOURCE_CONTENT.padEnd(499, 'x');

describe('CreateBackup and anomalies', () => {
  let product: InMemoryProduct;

  beforeEach(async () => {
    product = new InMemoryProduct();
    product.disk.write(SOURCE_PATH, BIG);
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const create = async (policy: Parameters<InMemoryProduct['create']>[0] = {}) => {
    product.clock.advance(HOUR_MS);
    return product.create(policy).execute({ sourcePath: SOURCE_PATH });
  };
  const createFrom = (content: string, policy: Parameters<InMemoryProduct['create']>[0] = {}) => {
    product.disk.write(SOURCE_PATH, content);
    return create(policy);
  };
  const anomalies = async (): Promise<readonly Anomaly[]> => (await product.anomalies.read('app')).anomalies;
  const kinds = async (): Promise<readonly string[]> => (await anomalies()).map(({ kind }) => kind);
  const warnings = (): readonly string[] => product.events('warning').map(({ message }) => message);
  const finds = (result: 'ok' | 'failed' | 'inconclusive'): void => {
    product.snapshotter.sourceCheck = { result, detail: `quick_check: ${result}` };
  };

  it('leaves no record of normal captures', async () => {
    await create();
    await create();
    expect(await product.anomalies.databases()).to.deep.equal([]);
    expect(warnings()).to.deep.equal([]);
  });

  describe('the source of encrypted backups', () => {
    const encryption = { recipients: ['age1recipient'] };

    it('has collapsed when its tables are gone, although no manifest has their number', async () => {
      product.snapshotter.tableCount = 10;
      await create({ encryption });
      product.snapshotter.tableCount = 4;
      await create({ encryption });
      expect(await kinds()).to.deep.equal(['collapse']);
      expect(await anomalies()).to.have.nested.property('[0].before.tableCount', 10);
    });

    it('has not collapsed while it is the same', async () => {
      product.snapshotter.tableCount = 10;
      await create({ encryption });
      await create({ encryption });
      expect(await kinds()).to.deep.equal([]);
    });

    it('is measured by its size alone after a backup that was not measured here', async () => {
      product.snapshotter.tableCount = 10;
      await create({ encryption });
      await product.anomalies.clear('app');
      product.snapshotter.tableCount = 4;
      await create({ encryption });
      expect(await kinds()).to.deep.equal([]);
      await createFrom(SMALL, { encryption });
      expect(await kinds()).to.deep.equal(['collapse']);
    });

    it('is measured by the manifest again without encryption, and leaves no record', async () => {
      await create({ encryption });
      await create();
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });
  });

  describe('a damaged source', () => {
    it('is recorded with its start, and in quarantine', async () => {
      await create();
      finds('failed');
      await rejectionOf(create());
      const since = product.clock.now();
      await rejectionOf(create());
      expect(await anomalies()).to.deep.equal([
        { kind: 'source_damaged', since, detail: 'quick_check: failed' },
      ]);
      expect(product.quarantined()).to.have.lengthOf(2);
    });

    it('is recorded when nothing can be captured', async () => {
      await create();
      product.disk.write(SOURCE_PATH, 'garbage');
      expect(await rejectionOf(create())).to.be.instanceOf(DatabaseCorruptedException);
      expect(await kinds()).to.deep.equal(['source_damaged']);
    });

    it('is not recorded without any earlier backup: it may never have been a database', async () => {
      product.disk.write(SOURCE_PATH, 'garbage');
      await rejectionOf(create());
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('is not recorded for a source that cannot be opened', async () => {
      await create();
      product.snapshotter.failure = new DatabaseAccessException('locked', { hint: 'wait' });
      await rejectionOf(create());
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('ends with a capture whose check is ok', async () => {
      await create();
      finds('failed');
      await rejectionOf(create());
      finds('ok');
      await create();
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('stays on record, with a warning, while the check is inconclusive', async () => {
      finds('failed');
      await rejectionOf(create());
      finds('inconclusive');
      await create();
      expect(await kinds()).to.deep.equal(['source_damaged']);
      expect(warnings().some((one) => one.includes('retention of app is paused'))).to.equal(true);
    });

    it('is reported as damaged when the record fails', async () => {
      sinon.stub(product.anomalies, 'write').rejects(new BackupDirectoryException('no room', { hint: 'x' }));
      finds('failed');
      expect(await rejectionOf(create())).to.be.instanceOf(DatabaseCorruptedException);
      expect(warnings()).to.deep.equal(['the anomalies of app could not be recorded: no room']);
    });
  });

  it('never records an anomaly for an inconclusive check', async () => {
    finds('inconclusive');
    await create();
    await create();
    expect(await product.anomalies.databases()).to.deep.equal([]);
    expect(product.quarantined()).to.deep.equal([]);
  });

  describe('another host', () => {
    it('warns and is recorded before the backup is published, until it is acknowledged', async () => {
      await create();
      await create({ host: 'other' });
      const since = product.clock.now();
      await create({ host: 'other' });
      expect(await anomalies()).to.deep.equal([
        { kind: 'another_host', since, before: 'box', hosts: ['other'] },
      ]);
      expect(warnings()[0]).to.include('app is backed up from another host: other, before box');
    });

    it('is accepted by one acknowledgement', async () => {
      await create();
      await create({ host: 'other' });
      const state = await product.anomalies.read('app');
      await product.anomalies.write('app', stateAfterAcknowledgement(state, product.clock.now()));
      await create({ host: 'box' });
      expect(await anomalies())
        .to.have.nested.property('[0].hosts')
        .that.deep.equals(['box']);
      await product.anomalies.write(
        'app',
        stateAfterAcknowledgement(await product.anomalies.read('app'), product.clock.now()),
      );
      await create({ host: 'other' });
      await create({ host: 'box' });
      expect(await kinds()).to.deep.equal([]);
    });

    it('is not the host of the first backup', async () => {
      await create({ host: 'other' });
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });
  });

  describe('a source that shrank', () => {
    it('is backed up all the same, recorded with figures, and reported', async () => {
      await create();
      const { verified } = await createFrom(SMALL);
      expect(verified).to.equal(true);
      expect(await anomalies()).to.deep.equal([
        {
          kind: 'collapse',
          since: product.clock.now(),
          before: {
            databaseBytes: 1000,
            tableCount: 1,
            usedBytes: 1000,
            stored: { bytes: 1000, compression: 'gzip' },
          },
          after: {
            databaseBytes: 499,
            tableCount: 1,
            usedBytes: 499,
            stored: { bytes: 499, compression: 'gzip' },
          },
        },
      ]);
      expect(warnings()).to.have.lengthOf(1);
      expect(warnings()[0]).to.include('499 bytes in 1 table, before 1000 bytes in 1 table');
      expect(product.events('warning')[0]?.hint).to.include('backup-manager acknowledge app');
    });

    it('has an anomaly for its tables alone', async () => {
      product.snapshotter.tableCount = 10;
      await create();
      product.snapshotter.tableCount = 4;
      await create();
      expect(await kinds()).to.deep.equal(['collapse']);
    });

    it('has an anomaly when its pages became free and the file kept its size', async () => {
      const content = SOURCE_CONTENT.padEnd(40 * 4096, 'x');
      await createFrom(content);
      product.snapshotter.freePages = (38 * 4096) / IN_MEMORY_PAGE_BYTES;
      await create();
      expect(await kinds()).to.deep.equal(['collapse']);
      expect(warnings()[0]).to.include('8192 bytes in use, before 163840');
    });

    it('has no anomaly at the limit, or with the limit off', async () => {
      await create();
      await createFrom(SMALL.padEnd(500, 'x'));
      await createFrom(SOURCE_CONTENT, { anomalyShrinkPercent: 0 });
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('keeps the anomaly while it is small, measured by the earlier backup', async () => {
      await create();
      await createFrom(SMALL);
      await create();
      expect(await anomalies()).to.have.nested.property('[0].before.databaseBytes', 1000);
      expect(warnings()).to.have.lengthOf(2);
    });

    it('has no anomaly once it is back within the limit', async () => {
      await create();
      await createFrom(SMALL);
      await createFrom(BIG.slice(0, 500));
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('is not measured by an unverified or a future-dated backup', async () => {
      await create({ verifyAfterCreate: 'none' });
      const now = product.clock.now();
      product.clock.setNow(new Date('2042-01-01T00:00:00Z'));
      await createFrom(BIG.padEnd(9000, 'x'));
      product.clock.setNow(now);
      await createFrom(SMALL);
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('is measured by its own backups only', async () => {
      await product.create().execute({ sourcePath: SOURCE_PATH, database: 'shop' });
      await createFrom(SMALL);
      expect(await product.anomalies.databases()).to.deep.equal([]);
    });

    it('is recorded before the backup is published', async () => {
      await create();
      const publish = product.store.publish.bind(product.store);
      let known: readonly string[] = [];
      sinon.stub(product.store, 'publish').callsFake(async (...args) => {
        known = await kinds();
        return publish(...args);
      });
      await createFrom(SMALL);
      expect(known).to.deep.equal(['collapse']);
    });

    it('is not published when the record fails: it would be the next measure', async () => {
      await create();
      sinon.stub(product.anomalies, 'write').rejects(new BackupDirectoryException('no room', { hint: 'x' }));
      expect(await rejectionOf(createFrom(SMALL))).to.be.instanceOf(BackupDirectoryException);
      expect(await product.store.list()).to.have.lengthOf(1);
    });
  });

  describe('the end of an anomaly', () => {
    beforeEach(async () => {
      await create();
      await createFrom(SMALL);
      product.disk.write(SOURCE_PATH, BIG);
    });

    it('is recorded only after the backup is published', async () => {
      sinon.stub(product.store, 'publish').rejects(new BackupDirectoryException('no room', { hint: 'x' }));
      await rejectionOf(create());
      expect(await kinds()).to.deep.equal(['collapse']);
    });

    it('leaves the backup a success with a warning when the record fails', async () => {
      sinon.stub(product.anomalies, 'clear').rejects(new BackupDirectoryException('no room', { hint: 'x' }));
      await create();
      expect(warnings().at(-1)).to.include('could not be recorded');
    });

    it('does not hide a bug', async () => {
      const bug = new TypeError('x is not a function');
      sinon.stub(product.anomalies, 'clear').rejects(bug);
      expect(await rejectionOf(create())).to.equal(bug);
    });
  });

  it('does not come for an unreadable record, which is reported until it is acknowledged', async () => {
    product.disk.write('/backup/.state/anomalies/app.json', 'garbage');
    await create();
    expect(await kinds()).to.deep.equal(['unreadable_record']);
    expect(warnings()[0]).to.include('unreadable');
  });
});
