import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, stub } from 'sinon';
import { CleanupBackups } from '../../../src/application/cleanup-backups.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { DAY_MS, NOW, daysBefore } from '../../support/backup-builder.ts';
import { InMemoryProduct, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

// A restore or verification may read for minutes what retention wants to remove.
describe('CleanupBackups while a backup is in use', () => {
  let product: InMemoryProduct;
  let cleanup: CleanupBackups;
  let old: string;
  let isInUse: Promise<void>;
  let release: () => void;

  beforeEach(async () => {
    product = new InMemoryProduct();
    const ports = {
      store: product.store,
      clock: product.clock,
      verifier: product.verifier,
      anomalies: product.anomalies,
    };
    cleanup = new CleanupBackups(ports, product.coordinator, {
      retention: aRetentionPolicy(),
      anchorMaxAgeMs: DAY_MS,
      ownRetention: new Map(),
      timeoutMs: TIMEOUT_MS,
    });
    await publishBackup(product.disk, product.store, { createdAt: NOW });
    ({ filename: old } = await publishBackup(product.disk, product.store, { createdAt: daysBefore(30) }));
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    isInUse = new Promise((resolve) => {
      stub(product.extractor, 'extract').callsFake(async () => {
        resolve();
        await released;
        throw new Error('the test is over');
      });
    });
  });

  afterEach(() => {
    restore();
  });

  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    'a verification': () => product.verify.execute({ filename: old, level: 'quick' }),
    'a restore': () =>
      product.restore.execute({
        backup: { by: 'name', filename: old },
        target: { kind: 'path', path: '/restored/app.db', overwrite: false },
      }),
  };

  for (const [user, use] of Object.entries(uses)) {
    it(`removes nothing that ${user} may read, and says so`, async () => {
      const using = use().catch(() => undefined);
      await isInUse;
      const refused = await rejectionOf(cleanup.execute({ database: 'app', dryRun: false }));
      expect(refused).to.be.instanceOf(OperationInProgressException);
      const { removed, failed } = await cleanup.execute({ dryRun: false });
      expect(removed).to.deep.equal([]);
      expect(failed.map(({ filename }) => filename)).to.deep.equal([old]);
      expect((await product.store.list()).map(({ filename }) => filename)).to.include(old);
      release();
      await using;
      const afterwards = await cleanup.execute({ dryRun: false });
      expect(afterwards.removed.map(({ filename }) => filename)).to.deep.equal([old]);
    });
  }
});
