import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  databaseOfTables,
  type InMemoryTable,
} from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type { InspectBackupResult } from '../../../src/application/inspect-backup.ts';
import type { Backup } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { keyOf, InMemoryProduct, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const tableOf = (name: string, count: number): InMemoryTable => ({
  name,
  type: 'table',
  sql: `CREATE TABLE ${name} (id)`,
  columns: [{ name: 'id', type: '' }],
  rows: Array.from({ length: count }, (_, index) => [index]),
});

describe('InspectBackup', () => {
  let product: InMemoryProduct;
  let backup: Backup;

  const live = (...tables: readonly InMemoryTable[]): void => {
    product.disk.write(SOURCE_PATH, databaseOfTables(tables));
  };

  beforeEach(async () => {
    product = new InMemoryProduct();
    product.databases.push({ name: 'app', path: SOURCE_PATH });
    live(tableOf('customer', 30), tableOf('old', 1));
    ({ backup } = await product.create().execute({ sourcePath: SOURCE_PATH }));
    product.listener.events.length = 0;
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
  });

  const inspect = (signal?: AbortSignal): Promise<InspectBackupResult> =>
    product.inspect.execute({ filename: backup.filename }, { signal });

  const changes = ({ tables }: InspectBackupResult) =>
    tables.map(({ name, rows, liveRows, change }) => [name, rows, liveRows, change]);

  it('removes the scratch copy of a killed inspection', async () => {
    product.disk.write(await product.staging.allocate('app', 'none'), 'all of a database');
    await inspect();
    expect(product.staged()).to.deep.equal([]);
  });

  it('shows the content of the backup, compared with the live database', async () => {
    live(tableOf('customer', 31), tableOf('new', 2));
    const result = await inspect();
    expect(changes(result)).to.deep.equal([
      ['customer', 30, 31, 'changed'],
      ['old', 1, undefined, 'gone'],
      ['new', undefined, 2, 'added'],
    ]);
    expect(result).to.include({ filename: backup.filename, engine: 'sqljs', liveProblem: undefined });
    expect(result.comparedWith).to.deep.equal({ path: SOURCE_PATH, readAt: product.clock.now() });
    expect(result.tables[0]?.sample).to.have.property('truncated', true);
  });

  it('reports itself to the listeners, without content', async () => {
    await inspect();
    expect(product.events('started').map(({ run }) => run.operation)).to.deep.equal(['inspect']);
    expect(product.events('progress').map(({ phase }) => phase)).to.include('verifying');
    const facts = { filename: backup.filename, tables: 2 };
    expect(product.events('succeeded').map((event) => event.facts)).to.deep.equal([facts]);
  });

  describe('compares with no live database', () => {
    const expectProblem = async (problem: string): Promise<void> => {
      const result = await inspect();
      expect(result.liveProblem).to.include(problem);
      expect(result.comparedWith).to.equal(undefined);
      expect(changes(result)).to.deep.equal([
        ['customer', 30, undefined, 'unknown'],
        ['old', 1, undefined, 'unknown'],
      ]);
    };

    it('that is missing', async () => {
      product.disk.remove(SOURCE_PATH);
      await expectProblem('no database at /data/app.db');
    });

    it('that is damaged', async () => {
      product.disk.write(SOURCE_PATH, 'garbage');
      await expectProblem('is not a database');
    });

    it('that is locked', async () => {
      product.probe.countFailure = new DatabaseAccessException('it is locked', { hint: 'Wait.' });
      await expectProblem('it is locked');
    });

    it('that is no longer configured, whatever path the manifest has', async () => {
      product.databases.length = 0;
      await expectProblem('no database app is configured or found');
    });
  });

  it('does not take a bug for a problem of the live database', async () => {
    product.probe.countFailure = new TypeError('a bug');
    expect(await rejectionOf(inspect())).to.equal(product.probe.countFailure);
  });

  it("inspects another tool's file, without a comparison", async () => {
    const content = databaseOfTables([tableOf('a', 1)]);
    product.disk.write('/backup/copy.db', content, new Date('2026-01-15T02:00:00Z'));
    const result = await product.inspect.execute({ filename: 'copy.db' });
    expect(changes(result)).to.deep.equal([['a', 1, undefined, 'unknown']]);
    expect(result.liveProblem).to.include('is configured or found');
  });

  describe('refuses', () => {
    it('a missing backup', async () => {
      const outcome = product.inspect.execute({ filename: '../app.db' });
      expect(await rejectionOf(outcome)).to.be.instanceOf(BackupNotFoundException);
    });

    it('one that cannot be decompressed', async () => {
      product.disk.write(keyOf(backup), 'bit rot');
      const error = await rejectionOf(inspect());
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message).to.match(new RegExp(`^${backup.filename}: `));
    });

    it('one that differs from its record', async () => {
      const other = databaseOfTables([tableOf('forged', 1)]);
      live(tableOf('forged', 1));
      const forged = (await product.create().execute({ sourcePath: SOURCE_PATH })).backup;
      product.disk.write(keyOf(backup), product.disk.read(keyOf(forged)) ?? other);
      const error = await rejectionOf(inspect());
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message).to.include('it differs from its record');
    });

    it('one that is no database', async () => {
      product.disk.write('/backup/notes.db', 'not a database', new Date('2026-01-15T02:00:00Z'));
      const error = await rejectionOf(product.inspect.execute({ filename: 'notes.db' }));
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message).to.include('notes.db: its content cannot be read as a database');
    });

    it('a backup whose manifest is damaged, and one that this runtime cannot read', async () => {
      Object.assign(product.extractor, { supports: { compressions: [] } });
      expect(await rejectionOf(inspect())).to.be.instanceOf(UsageException);
      product.disk.write(`${keyOf(backup)}.json`, '{');
      expect(await rejectionOf(inspect())).to.be.instanceOf(BackupVerificationException);
    });

    it('to fill the disk', async () => {
      product.disk.capacityBytes = product.disk.usedBytes + 10;
      expect(await rejectionOf(inspect())).to.be.instanceOf(BackupDirectoryException);
    });

    it('to use up the reserve', async () => {
      product.scratchPolicy.minFreeBytes = product.disk.freeBytes;
      expect(await rejectionOf(inspect())).to.be.instanceOf(BackupDirectoryException);
      expect(product.staged()).to.deep.equal([]);
    });

    it('while another run holds the database', async () => {
      const held = await product.lock.acquire('app', 'create');
      expect(await rejectionOf(inspect())).to.be.instanceOf(OperationInProgressException);
      await held.release();
    });

    it('to continue after a cancellation', async () => {
      const outcome = inspect(AbortSignal.abort());
      expect(await rejectionOf(outcome)).to.be.instanceOf(OperationCancelledException);
    });
  });

  it('is cancelled, not without a live database, when it is stopped during the comparison', async () => {
    const controller = new AbortController();
    product.probe.countRows = async () => {
      controller.abort();
      return Promise.reject(new DatabaseAccessException('it was killed', { hint: '' }));
    };
    expect(await rejectionOf(inspect(controller.signal))).to.be.instanceOf(OperationCancelledException);
  });
});
