import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { ChangeBackupState } from '../../../src/application/change-backup-state.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { InMemoryProduct, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { publishChain } from '../../support/publish-chain.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('ChangeBackupState', () => {
  let product: InMemoryProduct;
  let change: ChangeBackupState;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    change = new ChangeBackupState(product, product.coordinator, { timeoutMs: TIMEOUT_MS });
    backup = await publishBackup(product.disk, product.store);
  });

  afterEach(() => sinon.restore());

  const listed = async (): Promise<Backup> => (await product.store.list())[0]!;

  it('pins, labels and unpins, one at a time, and leaves the rest unchanged', async () => {
    const { filename } = backup;
    await change.execute({ filename, pinned: true });
    const labelled = await change.execute({ filename: backup.location, label: 'before the move' });
    expect(labelled).to.deep.equal(await listed());
    expect(labelled.state).to.include({ pinned: true, label: 'before the move' });
    await change.execute({ filename, pinned: false });
    const { state } = await listed();
    expect(state).to.include({ pinned: false, label: 'before the move' });
    expect(state.verifications).to.deep.equal(backup.state.verifications);
  });

  it('keeps the time of the last run that found the database unchanged', async () => {
    const currentAsOf = new Date(product.clock.now().getTime() + 1000);
    await product.store.saveState(backup, { ...backup.state, currentAsOf });
    await change.execute({ filename: backup.filename, pinned: true });
    await product.verify.execute({ filename: backup.filename, level: 'checksum' });
    const { state } = await listed();
    expect([state.pinned, state.currentAsOf]).to.deep.equal([true, currentAsOf]);
  });

  it('answers with the backups below a delta', async () => {
    const [, incr] = await publishChain(product.disk, product.store, ['incr'], { createdAt: daysBefore(2) });
    const pinned = await change.execute({ filename: incr!.filename, pinned: true });
    expect(pinned.state.pinned).to.equal(true);
    expect(isVerified(pinned)).to.equal(true);
  });

  it('removes the label with an empty text', async () => {
    await change.execute({ filename: backup.filename, label: 'x' });
    await change.execute({ filename: backup.filename, label: '' });
    expect((await listed()).state.label).to.equal(undefined);
  });

  it('refuses a label that is too long, and changes nothing', async () => {
    const { filename } = backup;
    await change.execute({ filename, label: 'x'.repeat(1000) });
    const error = await rejectionOf(change.execute({ filename, pinned: true, label: 'y'.repeat(1001) }));
    expect(error).to.be.instanceOf(UsageException);
    expect((await listed()).state).to.include({ pinned: false, label: 'x'.repeat(1000) });
  });

  it('keeps changes recorded while it waited for the lock', async () => {
    const acquire = product.lock.acquire.bind(product.lock);
    sinon.stub(product.lock, 'acquire').callsFake(async (...args) => {
      await product.store.saveState(backup, { ...backup.state, verifications: [] });
      return acquire(...args);
    });
    await change.execute({ filename: backup.filename, pinned: true });
    expect((await listed()).state).to.deep.include({ pinned: true, verifications: [] });
  });

  it('throws while another run holds the database, and for a missing backup', async () => {
    const lock = await product.lock.acquire('app', 'create');
    const busy = change.execute({ filename: backup.filename, pinned: true });
    expect(await rejectionOf(busy)).to.be.instanceOf(OperationInProgressException);
    await lock.release();
    const lost = change.execute({ filename: 'lost.db', pinned: true });
    expect(await rejectionOf(lost)).to.be.instanceOf(BackupNotFoundException);
    expect((await listed()).state.pinned).to.equal(false);
  });
});
