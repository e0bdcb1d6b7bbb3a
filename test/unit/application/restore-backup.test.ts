import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { setImmediate } from 'node:timers/promises';
import sinon from 'sinon';
import type { RestoreBackupCommand, RestoreBackupResult } from '../../../src/application/restore-backup.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import {
  keyOf,
  InMemoryProduct,
  SOURCE_CONTENT,
  SOURCE_PATH,
  TIMEOUT_MS,
} from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const TARGET = '/restored/app.db';
const CONTENT = Buffer.from(SOURCE_CONTENT);

function toTarget(filename: string, overwrite = false, path = TARGET): RestoreBackupCommand {
  return { backup: { by: 'name', filename }, target: { kind: 'path', path, overwrite } };
}

describe('RestoreBackup', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
  });

  afterEach(() => {
    sinon.restore();
  });

  const restore = (overwrite = false, signal?: AbortSignal): Promise<RestoreBackupResult> =>
    product.restore.execute(toTarget(backup.filename, overwrite), { signal });
  const target = (): string | undefined => {
    const bytes = product.disk.read(TARGET);
    return bytes && Buffer.from(bytes).toString();
  };
  /** The refusal; the target is unchanged, and no other file is left. */
  const refusal = async (outcome: Promise<unknown>, old?: string): Promise<unknown> => {
    const error = await rejectionOf(outcome);
    expect(target()).to.equal(old);
    expect(product.disk.paths('/restored/')).to.deep.equal(old === undefined ? [] : [TARGET]);
    return error;
  };

  /** A backup whose source check was inconclusive. */
  const makeUnchecked = async (): Promise<void> => {
    product.snapshotter.sourceCheck = { result: 'inconclusive', detail: 'no such collation sequence: house' };
    product.clock.advance(1000);
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
  };

  it('names the host of the latest backup when a restore in place takes one of another host', async () => {
    const latest: RestoreBackupCommand = {
      backup: { by: 'time', database: 'app', before: undefined },
      target: { kind: 'in_place' },
    };
    const warnings = (): readonly string[] => product.events('warning').map(({ message }) => message);
    await product.restore.execute(latest);
    expect(warnings().join()).not.to.include('another host');
    product.clock.advance(1000);
    await product.create({ host: 'other' }).execute({ sourcePath: SOURCE_PATH });
    await product.restore.execute(latest);
    expect(warnings().join()).to.include('was made on another host: other, this host is box');
  });

  it("warns of missing guarantees of the target's file system", async () => {
    product.restorer.missing.push({ message: 'the share cannot sync', hint: 'keep a second copy' });
    await restore();
    const warnings = product.listener.events.filter(({ type }) => type === 'warning');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include({ message: 'the share cannot sync' });
  });

  it('gives a missing target the recorded owner', async () => {
    const owner = { uid: 1000, gid: 50, mode: 0o640 };
    product.snapshotter.sourceOwner = owner;
    product.clock.advance(1000);
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    await restore();
    expect(product.restorer.owners.get(TARGET)).to.deep.equal(owner);
  });

  it('warns where the owner cannot be set; a replaced file keeps its own', async () => {
    product.snapshotter.sourceOwner = { uid: 1000, gid: 50, mode: 0o640 };
    product.clock.advance(1000);
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.restorer.isRoot = false;
    product.listener.events.length = 0;
    await restore();
    await restore(true);
    const warnings = product.listener.events.filter(({ type }) => type === 'warning');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.have.property('hint').that.includes(`chown`);
  });

  it('writes the database to the path and returns its facts', async () => {
    const result = await restore();
    expect(target()).to.equal(SOURCE_CONTENT);
    expect(result).to.deep.equal({
      filename: backup.filename,
      restoredTo: TARGET,
      method: 'file',
      databaseBytes: CONTENT.length,
      databaseSha256: sha256(CONTENT),
      durationMs: 0,
      store: 'local',
      passedOverStores: [],
      safetyCopy: undefined,
    });
    expect(product.disk.paths('/restored/')).to.deep.equal([TARGET]);
    expect(product.events('progress').map(({ phase }) => phase)).to.deep.equal(['restoring']);
    expect(product.events('succeeded')[0]?.facts).to.deep.equal({
      filename: backup.filename,
      restored_to: TARGET,
      method: 'file',
      safety_backup: null,
      store: 'local',
    });
  });

  it('never replaces a file of the store', async () => {
    product.store.ownedPaths.add(TARGET);
    const error = await rejectionOf(product.restore.execute(toTarget(backup.filename, true)));
    expect(error).to.be.instanceOf(UsageException);
    expect(product.disk.has(TARGET)).to.equal(false);
  });

  for (const [how, path] of [
    ['by its path', '/backup/.state/journal.jsonl'],
    ['when it is the directory itself', '/backup/.state'],
    ['through a symbolic link', '/link/journal.jsonl'],
  ] as const)
    it(`never writes into the state directory: ${how}`, async () => {
      product.sourceFiles.overrides.set('/link/journal.jsonl', { path: '/backup/.state/journal.jsonl' });
      const target = { kind: 'path', path, overwrite: true } as const;
      const command = { backup: { by: 'name', filename: backup.filename }, target } as const;
      for (const work of [product.restore.execute(command), product.plan.execute(command)]) {
        const error = await rejectionOf(work);
        expect(error).to.be.instanceOf(UsageException);
        expect(error).to.have.property('message', `${path} is in the state directory`);
      }
      expect(product.disk.has(path)).to.equal(false);
    });

  it('restores next to the state directory', async () => {
    const path = '/backup/.state-of-another/app.db';
    const target = { kind: 'path', path, overwrite: false } as const;
    await product.restore.execute({ backup: { by: 'name', filename: backup.filename }, target });
    expect(product.disk.has(path)).to.equal(true);
  });

  it('replaces an existing database with its side files only if allowed', async () => {
    product.disk.write(TARGET, 'old');
    expect(await refusal(restore(), 'old')).to.be.instanceOf(UsageException);
    product.disk.write(`${TARGET}-wal`, 'old rows');
    await restore(true);
    expect(target()).to.equal(SOURCE_CONTENT);
    expect(product.disk.has(`${TARGET}-wal`)).to.be.false;
  });

  it("restores another tool's file", async () => {
    product.disk.write('/backup/foreign.db', `${SOURCE_CONTENT} of another tool`);
    await product.restore.execute(toTarget('foreign.db'));
    expect(target()).to.equal(`${SOURCE_CONTENT} of another tool`);
  });

  it('does not repeat a check that passed at the capture: the digest is the same', async () => {
    const inspect = sinon.spy(product.inspector, 'inspect');
    await restore();
    sinon.assert.notCalled(inspect);
  });

  it('warns when the content could not be checked, and restores', async () => {
    await makeUnchecked();
    product.inspector.inconclusive = 'no such collation sequence: house';
    await restore();
    expect(target()).to.equal(SOURCE_CONTENT);
    expect(
      product
        .events('warning')
        .map(({ message }) => message)
        .join(),
    ).to.include('house');
  });

  it('throws BackupNotFoundException and starts no run', async () => {
    const outcome = product.restore.execute(toTarget('lost.db.gz'));
    expect(await refusal(outcome)).to.be.instanceOf(BackupNotFoundException);
    expect(product.listener.events).to.deep.equal([]);
  });

  it('throws BackupVerificationException for a damaged manifest', async () => {
    product.disk.write(`${keyOf(backup)}.json`, 'altered');
    const error = await refusal(restore());
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as BackupVerificationException).hint).to.include('gunzip');
  });

  it('throws UsageException for a compression that this runtime cannot read', async () => {
    sinon.stub(product.extractor.supports, 'compressions').value(['zstd']);
    expect(await refusal(restore())).to.be.instanceOf(UsageException);
  });

  it('throws BackupVerificationException for an artifact that does not decompress', async () => {
    product.disk.write(TARGET, 'old');
    product.disk.write(keyOf(backup), 'bit rot');
    expect(await refusal(restore(true), 'old')).to.be.instanceOf(BackupVerificationException);
  });

  it('throws BackupVerificationException for a difference from the record', async () => {
    product.disk.write(TARGET, 'old');
    product.disk.write(keyOf(backup), `${SOURCE_CONTENT}, altered`);
    const error = await refusal(restore(true), 'old');
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as Error).message).to.include('database_sha256');
  });

  it('throws BackupVerificationException for content that SQLite refuses', async () => {
    product.disk.write('/backup/foreign.db', 'no database');
    const outcome = product.restore.execute(toTarget('foreign.db'));
    const error = await refusal(outcome);
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as Error).message).to.include('quick_check');
  });

  it('throws BackupVerificationException for a wrong read-back at the target', async () => {
    product.disk.write(TARGET, 'old');
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake(async (request, options) => ({
      ...(await extract(request, options)),
      databaseSha256: 'of something else',
    }));
    expect(await refusal(restore(true), 'old')).to.be.instanceOf(BackupVerificationException);
  });

  it('throws BackupDirectoryException without enough space, before it writes', async () => {
    product.disk.write(TARGET, 'old');
    product.disk.capacityBytes = product.disk.usedBytes + CONTENT.length - 1;
    const extract = sinon.spy(product.extractor, 'extract');
    const error = await refusal(restore(true), 'old');
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect((error as Error).message).to.include(TARGET);
    expect(extract.called).to.be.false;
  });

  it("measures another tool's file by its stored size", async () => {
    product.disk.write('/backup/foreign.db', SOURCE_CONTENT);
    product.disk.capacityBytes = product.disk.usedBytes + CONTENT.length - 1;
    const outcome = product.restore.execute(toTarget('foreign.db'));
    expect(await refusal(outcome)).to.be.instanceOf(BackupDirectoryException);
  });

  it('throws OperationInProgressException while another run holds the database', async () => {
    await product.lock.acquire('app', 'create');
    expect(await refusal(restore())).to.be.instanceOf(OperationInProgressException);
  });

  it('does not replace the target after a cancellation', async () => {
    product.disk.write(TARGET, 'old');
    const controller = new AbortController();
    const extract = product.extractor.extract.bind(product.extractor);
    sinon.stub(product.extractor, 'extract').callsFake(async (...call) => {
      const facts = await extract(...call);
      controller.abort();
      return facts;
    });
    const error = await refusal(restore(true, controller.signal), 'old');
    expect(error).to.be.instanceOf(OperationCancelledException);
  });

  describe('when it is stopped during the check of the content', () => {
    beforeEach(async () => {
      await makeUnchecked();
      product.disk.write(TARGET, 'old');
      sinon.stub(product.inspector, 'inspect').callsFake(
        (_path, _level, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          }),
      );
    });

    it('at the deadline: the target is unchanged', async () => {
      const outcome = refusal(restore(true), 'old');
      await setImmediate();
      product.clock.advance(TIMEOUT_MS);
      expect(await outcome).to.be.instanceOf(BackupTimeoutException);
    });

    it('by the caller: the target is unchanged', async () => {
      const controller = new AbortController();
      const outcome = refusal(restore(true, controller.signal), 'old');
      await setImmediate();
      controller.abort();
      expect(await outcome).to.be.instanceOf(OperationCancelledException);
    });
  });
});
