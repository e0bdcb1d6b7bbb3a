import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import type { RestoreBackupResult } from '../../../src/application/restore-backup.ts';
import { manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { keyOf, InMemoryProduct, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const NEWER_CONTENT = `${SOURCE_CONTENT}, and newer rows`;
const WRITER = { pid: 4711, command: 'python3', lock: 'write' } as const;

describe('RestoreBackup in place', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.clock.advance(1000);
    product.disk.write(SOURCE_PATH, NEWER_CONTENT);
    product.listener.events.length = 0;
  });

  afterEach(() => {
    sinon.restore();
  });

  const restore = (filename = backup.filename): Promise<RestoreBackupResult> =>
    product.restore.execute({ backup: { by: 'name', filename }, target: { kind: 'in_place' } });
  const text = (path: string): string | undefined => {
    const bytes = product.disk.read(path);
    return bytes && Buffer.from(bytes).toString();
  };
  const others = async (): Promise<readonly Backup[]> =>
    (await product.store.list()).filter(({ filename }) => filename !== backup.filename);
  const warnings = (): string =>
    product
      .events('warning')
      .map(({ message }) => message)
      .join();
  /** The refusal; the database is unchanged, and no other file is left. */
  const refusal = async (outcome: Promise<unknown>, content = NEWER_CONTENT): Promise<unknown> => {
    const error = await rejectionOf(outcome);
    expect(text(SOURCE_PATH)).to.equal(content);
    expect(product.disk.paths('/data/')).to.deep.equal([SOURCE_PATH]);
    return error;
  };

  it('restores the content to its source, after a pinned backup of the old content', async () => {
    const result = await restore();
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
    expect(product.disk.paths('/data/')).to.deep.equal([SOURCE_PATH]);
    const [safety] = await others();
    expect(safety?.state).to.include({ pinned: true, label: `before restore of ${backup.filename}` });
    expect(text(keyOf(safety!))).to.equal(NEWER_CONTENT);
    expect(result).to.include({ filename: backup.filename, restoredTo: SOURCE_PATH, method: 'sqlite' });
    expect(result.safetyCopy).to.deep.equal({ kind: 'backup', filename: safety?.filename });
    expect(product.events('succeeded')[0]?.facts).to.include({ safety_backup: safety?.filename });
  });

  it('uses the new path of a moved database, for any backup', async () => {
    product.disk.remove(SOURCE_PATH);
    product.disk.write('/new/app.db', NEWER_CONTENT);
    await product.create().execute({ sourcePath: '/new/app.db', moved: true });
    product.clock.advance(1000);
    expect((await restore()).restoredTo).to.equal('/new/app.db');
    expect([text('/new/app.db'), text(SOURCE_PATH)]).to.deep.equal([SOURCE_CONTENT, undefined]);
    const plan = await product.plan.execute({
      backup: { by: 'name', filename: backup.filename },
      target: { kind: 'in_place' },
    });
    expect(plan.restoredTo).to.equal('/new/app.db');
  });

  it('is refused when no safety backup can be made: the backup directory is read-only', async () => {
    const release = (): Promise<void> => Promise.resolve();
    const lost = new AbortController().signal;
    const isHeld = (): Promise<boolean> => Promise.resolve(true);
    sinon.stub(product.lock, 'acquire').resolves({ isGuarded: false, lost, isHeld, release });
    const error = await refusal(restore());
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect((error as BackupDirectoryException).hint).to.include('--to');
  });

  it('is one run under one lock', async () => {
    const acquire = sinon.spy(product.lock, 'acquire');
    await restore();
    expect(acquire.args).to.deep.equal([['app', 'restore']]);
    expect(product.events('started').map(({ run }) => run.operation)).to.deep.equal(['restore']);
  });

  it('records what undo needs', async () => {
    const { safetyCopy } = await restore();
    expect(await product.restoreRecords.read('app')).to.deep.include({
      filename: backup.filename,
      targetPath: SOURCE_PATH,
      safetyCopy,
      state: 'done',
    });
  });

  it('makes the copy as late as possible: the new content is verified first', async () => {
    const extract = sinon.spy(product.extractor, 'extract');
    const capture = sinon.spy(product.snapshotter, 'capture');
    await restore();
    expect(extract.calledBefore(capture)).to.equal(true);
  });

  it('makes no safety backup without a target', async () => {
    product.disk.remove(SOURCE_PATH);
    const result = await restore();
    expect(result).to.deep.include({ method: 'file', safetyCopy: undefined });
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
    expect(await others()).to.deep.equal([]);
  });

  it('keeps a damaged database unchanged with its WAL, and says so', async () => {
    product.disk.write(SOURCE_PATH, 'no database');
    product.disk.write(`${SOURCE_PATH}-wal`, 'its log');
    const result = await restore();
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
    expect(result.safetyCopy?.kind).to.equal('raw_copy');
    const path = result.safetyCopy?.kind === 'raw_copy' ? result.safetyCopy.path : '';
    expect([text(path), text(`${path}-wal`)]).to.deep.equal(['no database', 'its log']);
    expect(product.events('succeeded')[0]?.facts).to.include({ safety_backup: path });
    expect(warnings()).to.include('is damaged');
  });

  it('replaces nothing when the safety backup fails', async () => {
    const failure = new BackupDirectoryException('no room', { hint: 'Free some.' });
    product.snapshotter.failure = failure;
    expect(await refusal(restore())).to.equal(failure);
    expect(await product.restoreRecords.list()).to.deep.equal([]);
  });

  it('replaces nothing during a write: the safety backup is unpinned, nothing can be undone', async () => {
    product.inPlaceRestorer.holders = [WRITER];
    const error = await refusal(restore());
    expect(error).to.be.instanceOf(DatabaseAccessException);
    expect((error as Error).message).to.include('python3 (pid 4711)');
    expect((await others()).map(({ state }) => state.pinned)).to.deep.equal([false]);
    expect(await product.restoreRecords.list()).to.deep.equal([]);
  });

  it('can be undone when the target did not read back, or its state is unknown', async () => {
    const changed = new BackupVerificationException('it does not prove right', {
      hint: 'Undo it.',
      details: { target_changed: true },
    });
    for (const failure of [changed, new TypeError('a bug')]) {
      const replace = sinon
        .stub(product.inPlaceRestorer, 'replace')
        .callsFake(async (_prepared, _target, { onReady }) => {
          await onReady();
          throw failure;
        });
      expect(await rejectionOf(restore())).to.equal(failure);
      replace.restore();
      expect((await product.restoreRecords.read('app'))?.state).to.equal('begun');
      expect((await others()).every(({ state }) => state.pinned)).to.equal(true);
      await product.undo.execute({ database: undefined });
      expect(text(SOURCE_PATH)).to.equal(NEWER_CONTENT);
    }
  });

  it('leaves nothing to undo when it is stopped before the replacement', async () => {
    const controller = new AbortController();
    sinon.stub(product.inPlaceRestorer, 'replace').callsFake((_prepared, _target, { signal }) => {
      controller.abort();
      return Promise.reject(signal.reason as Error);
    });
    const command = {
      backup: { by: 'name', filename: backup.filename },
      target: { kind: 'in_place' },
    } as const;
    await refusal(product.restore.execute(command, { signal: controller.signal }));
    expect(await product.restoreRecords.list()).to.deep.equal([]);
    expect((await others()).map(({ state }) => state.pinned)).to.deep.equal([false]);
  });

  it('can still undo the previous restore when the next one fails', async () => {
    await restore();
    const record = await product.restoreRecords.read('app');
    product.inPlaceRestorer.holders = [WRITER];
    sinon.stub(product.store, 'saveState').rejects(new Error('nor this'));
    expect(await refusal(restore(), SOURCE_CONTENT)).to.be.instanceOf(DatabaseAccessException);
    expect(await product.restoreRecords.read('app')).to.deep.equal(record);
  });

  it('succeeds with a warning when a later step fails', async () => {
    product.inPlaceRestorer.unfinishedNext = 'EIO: i/o error, unlink';
    await restore();
    expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
    expect(warnings()).to.include('EIO: i/o error, unlink');
    expect((await product.restoreRecords.read('app'))?.state).to.equal('done');
    expect((await others()).every(({ state }) => state.pinned)).to.equal(true);
    await product.undo.execute({ database: undefined });
    expect(text(SOURCE_PATH)).to.equal(NEWER_CONTENT);
  });

  it('keeps the pin of the safety backup when the record cannot be reverted', async () => {
    product.inPlaceRestorer.holders = [WRITER];
    sinon.stub(product.restoreRecords, 'clear').rejects(new Error('EIO'));
    expect(await rejectionOf(restore())).to.be.instanceOf(DatabaseAccessException);
    expect((await others()).map(({ state }) => state.pinned)).to.deep.equal([true]);
  });

  it('changes nothing when the backup is damaged', async () => {
    product.disk.write(keyOf(backup), `${SOURCE_CONTENT}, altered`);
    expect(await refusal(restore())).to.be.instanceOf(BackupVerificationException);
    expect(await others()).to.deep.equal([]);
  });

  it('needs space for the old content and the new one', async () => {
    product.disk.capacityBytes = product.disk.usedBytes + SOURCE_CONTENT.length + NEWER_CONTENT.length - 1;
    expect(await refusal(restore())).to.be.instanceOf(BackupDirectoryException);
  });

  it('succeeds when its success cannot be recorded: the record for undo was written before', async () => {
    const save = sinon.stub(product.restoreRecords, 'save').callThrough();
    save.onSecondCall().rejects(new Error('the disk is full'));
    await restore();
    expect((await product.restoreRecords.read('app'))?.state).to.equal('begun');
  });

  describe('where it is', () => {
    it('is its configured path, through links', async () => {
      product.databases.push({ name: 'app', path: '/link/app.db' });
      product.sourceFiles.overrides.set('/link/app.db', { path: SOURCE_PATH });
      expect((await restore()).restoredTo).to.equal(SOURCE_PATH);
    });

    it('is unclear when it is configured elsewhere', async () => {
      product.databases.push({ name: 'app', path: '/moved/app.db' });
      const error = await refusal(restore());
      expect(error).to.be.instanceOf(UsageException);
      expect((error as Error).message)
        .to.include('/moved/app.db')
        .and.include(SOURCE_PATH);
    });

    it('is unknown without a manifest', async () => {
      product.disk.write('/backup/foreign.db', SOURCE_CONTENT);
      expect(await refusal(restore('foreign.db'))).to.be.instanceOf(UsageException);
    });

    it('is the configured path when the manifest has none', async () => {
      const manifest = manifestOf(backup);
      if (manifest === undefined) throw new Error('a backup has its manifest');
      const adopted = {
        ...backup,
        record: { condition: 'intact', manifest: { ...manifest, sourcePath: '' } },
      };
      sinon.stub(product.store, 'list').resolves([adopted as Backup]);
      expect(await refusal(restore())).to.be.instanceOf(UsageException);
      product.databases.push({ name: 'app', path: SOURCE_PATH });
      expect((await restore()).restoredTo).to.equal(SOURCE_PATH);
    });
  });

  describe('that was killed', () => {
    const killed = async (where: 'before the swap' | 'after the swap'): Promise<void> => {
      product.inPlaceRestorer.killNext = where;
      await rejectionOf(restore());
      expect((await product.restoreRecords.read('app'))?.state).to.equal('begun');
      product.listener.events.length = 0;
    };

    it('is undone by the next backup of the database', async () => {
      await killed('before the swap');
      await product.create().execute({ sourcePath: SOURCE_PATH });
      expect(text(SOURCE_PATH)).to.equal(NEWER_CONTENT);
      expect(warnings()).to.include('undone');
      expect(await product.restoreRecords.list()).to.deep.equal([]);
    });

    it('is finished by the next backup of the database', async () => {
      await killed('after the swap');
      await product.create().execute({ sourcePath: SOURCE_PATH });
      expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
      expect(warnings()).to.include('finished');
      expect((await product.restoreRecords.read('app'))?.state).to.equal('done');
    });

    it('returns to the previous record when it is undone: that restore can still be undone', async () => {
      await restore();
      const first = await product.restoreRecords.read('app');
      product.clock.advance(1000);
      product.inPlaceRestorer.killNext = 'before the swap';
      await rejectionOf(product.undo.execute({ database: undefined }));
      expect((await product.restoreRecords.read('app'))?.state).to.equal('begun');
      await product.undo.execute({ database: undefined });
      expect(text(SOURCE_PATH)).to.equal(NEWER_CONTENT);
      await product.create().execute({ sourcePath: SOURCE_PATH });
      expect((await product.restoreRecords.read('app'))?.filename).to.equal(
        first?.safetyCopy?.kind === 'backup' ? first.safetyCopy.filename : undefined,
      );
    });

    it('is finished by the next restore, also to its path', async () => {
      await killed('before the swap');
      await product.restore.execute({
        backup: { by: 'name', filename: backup.filename },
        target: { kind: 'path', path: SOURCE_PATH, overwrite: true },
      });
      expect(warnings()).to.include('undone');
      expect(product.disk.paths('/data/')).to.deep.equal([SOURCE_PATH]);
      expect(text(SOURCE_PATH)).to.equal(SOURCE_CONTENT);
    });
  });
});
