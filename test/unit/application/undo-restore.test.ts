import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { keyOf, InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const NEWER_CONTENT = `${SOURCE_CONTENT}, and newer rows`;
const OTHER_PATH = '/data/shop.db';

describe('UndoRestore', () => {
  let product: InMemoryProduct;

  beforeEach(() => {
    product = new InMemoryProduct();
  });

  const text = (path: string): string | undefined => {
    const bytes = product.disk.read(path);
    return bytes && Buffer.from(bytes).toString();
  };
  /** Backs up, writes newer content and restores the backup in place. */
  const restored = async (path = SOURCE_PATH): Promise<Backup> => {
    product.disk.write(path, SOURCE_CONTENT);
    const { backup } = await product.create().execute({ sourcePath: path });
    product.clock.advance(1000);
    product.disk.write(path, NEWER_CONTENT);
    await product.restore.execute({
      backup: { by: 'name', filename: backup.filename },
      target: { kind: 'in_place' },
    });
    product.clock.advance(1000);
    return backup;
  };
  const undo = (database?: string) => product.undo.execute({ database });
  const safetyBackup = async (): Promise<Backup> => {
    const safety = (await product.store.list()).find(({ state }) => state.pinned);
    if (safety === undefined) throw new Error('a restore in place makes a safety backup');
    return safety;
  };

  it('brings back the replaced content', async () => {
    await restored();
    const safety = await safetyBackup();
    const result = await undo();
    expect(text(SOURCE_PATH)).to.equal(NEWER_CONTENT);
    expect(result).to.include({ filename: safety.filename, restoredTo: SOURCE_PATH, method: 'sqlite' });
  });

  it('can be undone itself, repeatedly', async () => {
    await restored();
    for (const content of [NEWER_CONTENT, SOURCE_CONTENT, NEWER_CONTENT]) {
      await undo();
      product.clock.advance(1000);
      expect(text(SOURCE_PATH)).to.equal(content);
    }
  });

  it('says that there is nothing to undo', async () => {
    const error = await rejectionOf(undo());
    expect(error).to.be.instanceOf(BackupNotFoundException);
    expect((error as BackupNotFoundException).hint).to.include('--in-place');
    expect(await rejectionOf(undo('app'))).to.be.instanceOf(BackupNotFoundException);
    expect(product.listener.events).to.deep.equal([]);
  });

  it('requires the database when several were restored', async () => {
    await restored();
    await restored(OTHER_PATH);
    const error = await rejectionOf(undo());
    expect(error).to.be.instanceOf(UsageException);
    expect((error as Error).message).to.include('app, shop');
    await undo('shop');
    expect([text(SOURCE_PATH), text(OTHER_PATH)]).to.deep.equal([SOURCE_CONTENT, NEWER_CONTENT]);
  });

  it('does not remove a database that did not exist before', async () => {
    const { backup } = await product.create().execute({ sourcePath: SOURCE_PATH });
    product.disk.remove(SOURCE_PATH);
    await product.restore.execute({
      backup: { by: 'name', filename: backup.filename },
      target: { kind: 'in_place' },
    });
    const error = await rejectionOf(undo());
    expect(error).to.be.instanceOf(BackupNotFoundException);
    expect((error as Error).message).to.include(`${SOURCE_PATH} did not exist before`);
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
  });

  it('does not restore a damaged database, but names its copy', async () => {
    const { backup } = await product.create().execute({ sourcePath: SOURCE_PATH });
    product.disk.write(SOURCE_PATH, 'no database');
    await product.restore.execute({
      backup: { by: 'name', filename: backup.filename },
      target: { kind: 'in_place' },
    });
    const error = await rejectionOf(undo());
    expect(error).to.be.instanceOf(UsageException);
    expect((error as UsageException).hint).to.include('/quarantine/');
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
  });

  it('says that the safety backup is gone', async () => {
    await restored();
    await product.store.remove(await safetyBackup());
    expect(await rejectionOf(undo())).to.be.instanceOf(BackupNotFoundException);
  });

  it('refuses a safety backup without its manifest, or with a damaged one', async () => {
    await restored();
    const { filename } = await safetyBackup();
    const path = keyOf({ filename });
    product.disk.write(`${path}.json`, 'altered');
    expect(await rejectionOf(undo())).to.be.instanceOf(BackupVerificationException);
    product.disk.remove(`${path}.json`);
    const error = await rejectionOf(undo());
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as BackupVerificationException).hint).to.include(filename);
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
  });

  it('has nothing to undo once an interrupted restore was undone', async () => {
    const backup = await restored();
    const record = await product.restoreRecords.read('app');
    if (record === undefined) throw new Error('a restore in place is on record');
    await product.restoreRecords.save({ ...record, state: 'begun' });
    const prepared = '/data/.app.db.prepared';
    product.disk.write(prepared, SOURCE_CONTENT);
    product.inPlaceRestorer.killNext = 'before the swap';
    await rejectionOf(
      product.inPlaceRestorer.replace(prepared, SOURCE_PATH, {
        method: 'file',
        databaseSha256: manifestOf(backup)?.databaseSha256 ?? '',
        busyTimeoutMs: 0,
        signal: new AbortController().signal,
        onReady: () => Promise.resolve(),
      }),
    );
    expect(await rejectionOf(undo())).to.be.instanceOf(BackupNotFoundException);
    expect(
      product
        .events('warning')
        .map(({ message }) => message)
        .join(),
    ).to.include('undone');
    expect(await product.restoreRecords.list()).to.deep.equal([]);
  });
});
