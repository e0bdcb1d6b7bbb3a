import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { databaseOfTables } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { composeUseCases } from '../../../src/application/use-cases.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { damageOf, fileDamageOf } from '../../../src/domain/backup/damage.ts';
import type { Manifest } from '../../../src/domain/backup/manifest.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import type { VerificationLevel } from '../../../src/domain/verification/verification.ts';
import { daysBefore } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf, SOURCE_PATH } from '../../support/in-memory-product.ts';
import { publishContents } from '../../support/publish-contents.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const tableOf = (count: number) => ({
  name: 'item',
  type: 'table' as const,
  sql: 'CREATE TABLE item (id)',
  columns: [{ name: 'id', type: '' }],
  rows: Array.from({ length: count }, (_, index) => [index]),
});
const CONTENTS = [20, 40, 30].map((rows) => databaseOfTables([tableOf(rows)]));
const [, , NEWEST] = CONTENTS;
const TARGET = '/restored/app.db';
const LEVELS = ['checksum', 'quick', 'full', 'drill'] as const;
const ENCRYPTED: Partial<Manifest> = {
  encryption: { recipients: ['age1'] },
  databaseSha256: undefined,
};

describe('a restore point of a chain', () => {
  let product: InMemoryProduct;
  let full: Backup;
  let first: Backup;
  let newest: Backup;

  beforeEach(async () => {
    product = new InMemoryProduct();
    product.databases.push({ name: 'app', path: SOURCE_PATH });
    product.disk.write(SOURCE_PATH, databaseOfTables([tableOf(31)]));
    const options = { createdAt: daysBefore(2, product.clock.now()) };
    [full, first, newest] = (await publishContents(product.disk, product.store, CONTENTS, options)) as [
      Backup,
      Backup,
      Backup,
    ];
  });

  afterEach(() => {
    expect(product.staged()).to.deep.equal([]);
    sinon.restore();
  });

  const target = { kind: 'path', path: TARGET, overwrite: false } as const;
  const byName = ({ filename }: Backup) => ({ by: 'name', filename }) as const;
  const restore = (backup = newest) => product.restore.execute({ backup: byName(backup), target });
  const verify = (level: VerificationLevel, { filename } = newest) =>
    product.verify.execute({ filename, level });
  const text = (path: string) => Buffer.from(product.disk.read(path) ?? []).toString();
  const listed = async ({ filename }: Backup) =>
    (await product.store.list()).find((one) => one.filename === filename)!;
  const damage = (backup: Backup) => {
    const bytes = Uint8Array.from(product.disk.read(keyOf(backup))!);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    product.disk.write(keyOf(backup), bytes);
  };
  const stream = async (backup = newest) => {
    const pieces: Uint8Array[] = [];
    const write = (bytes: Uint8Array) => {
      pieces.push(bytes.slice());
      return Promise.resolve();
    };
    const { filename } = backup;
    await product.stream.execute({ backup: { by: 'name', filename }, destination: 'stdout', write });
    return Buffer.concat(pieces).toString();
  };

  it('is restored to a path', async () => {
    for (const [index, backup] of [full, first, newest].entries()) {
      await restore(backup);
      expect(text(TARGET)).to.equal(CONTENTS[index]);
      product.disk.remove(TARGET);
    }
  });

  it('is restored in place, and the restore is undone', async () => {
    const before = text(SOURCE_PATH);
    await product.restore.execute({ backup: byName(newest), target: { kind: 'in_place' } });
    expect(text(SOURCE_PATH)).to.equal(NEWEST);
    await product.undo.execute({ database: 'app' });
    expect(text(SOURCE_PATH)).to.equal(before);
  });

  it('is the safety backup of a restore that is undone', async () => {
    const record = {
      database: 'app',
      targetPath: SOURCE_PATH,
      filename: full.filename,
      restoredAt: product.clock.now(),
      state: 'done',
      safetyCopy: { kind: 'backup', filename: newest.filename },
    } as const;
    await product.restoreRecords.save(record);
    await product.undo.execute({ database: 'app' });
    expect(text(SOURCE_PATH)).to.equal(NEWEST);
  });

  it('is streamed', async () => {
    expect(await stream()).to.equal(NEWEST);
  });

  it('is inspected and compared', async () => {
    const { tables } = await product.inspect.execute({ filename: newest.filename });
    expect(tables.map(({ name, rows, liveRows }) => [name, rows, liveRows])).to.deep.equal([
      ['item', 30, 31],
    ]);
  });

  it('is planned by the size of its database', async () => {
    const plan = await product.plan.execute({ backup: byName(newest), target });
    expect(plan).to.deep.include({ verified: true, neededBytes: NEWEST!.length });
  });

  for (const level of LEVELS)
    it(`is verified at level ${level}, and it is on record`, async () => {
      const { result, checks } = await verify(level);
      expect(result, JSON.stringify(checks)).to.equal('ok');
      const names = checks.map(({ name }) => name);
      expect(names).to.include.members(['manifest', 'stored_sha256', 'frames', 'chain']);
      if (level === 'quick') expect(names).to.include.members(['database_sha256', 'quick_check']);
      expect((await listed(newest)).state.verifications.at(-1)).to.include({ level, result: 'ok' });
    });

  it('reads no other file at level checksum', async () => {
    const localPath = sinon.spy(product.store, 'localPath');
    await verify('checksum');
    expect(localPath.callCount).to.equal(1);
  });

  it('is chosen by a time', async () => {
    const choice = { by: 'time', database: 'app', before: newest.createdAt } as const;
    const { filename } = await product.restore.execute({ backup: choice, target });
    expect(filename).to.equal(first.filename);
    expect(text(TARGET)).to.equal(CONTENTS[1]);
  });

  it('is passed over with a warning when a backup below it is missing', async () => {
    product.disk.remove(keyOf(first));
    const choice = { by: 'time', database: 'app', before: undefined } as const;
    const { filename } = await product.restore.execute({ backup: choice, target });
    expect(filename).to.equal(full.filename);
    const [{ message } = { message: '' }] = product.events('warning');
    expect(message).to.include(newest.filename).and.include('is damaged');
  });

  it('is refused without its own manifest: its content is no database', async () => {
    product.disk.remove(`${keyOf(newest)}.json`);
    for (const outcome of [() => restore(), () => stream()]) {
      const error = await rejectionOf(outcome());
      expect((error as Error).message).to.equal(
        `${newest.filename} is not restorable: its manifest is missing`,
      );
    }
  });

  describe('without a backup below it', () => {
    beforeEach(() => {
      product.disk.remove(keyOf(first));
      product.disk.remove(`${keyOf(first)}.json`);
    });

    const missing = () => `its parent ${first.filename} is missing`;

    it('is refused by each use case, with the reason', async () => {
      const { filename } = newest;
      const outcomes = [
        () => restore(),
        () => stream(),
        () => product.restore.execute({ backup: byName(newest), target: { kind: 'in_place' } }),
        () => product.inspect.execute({ filename }),
        () => product.plan.execute({ backup: byName(newest), target }),
      ];
      for (const outcome of outcomes) {
        const error = await rejectionOf(outcome());
        expect(error).to.be.instanceOf(BackupVerificationException);
        const { message, hint } = error as BackupVerificationException;
        expect(message).to.equal(`${filename} is not restorable: ${missing()}`);
        expect(hint).to.include('sync');
      }
      expect(product.disk.has(TARGET)).to.equal(false);
    });

    for (const level of LEVELS)
      it(`fails at level ${level}, but its own file is not damaged`, async () => {
        const { result, checks } = await verify(level);
        expect(result).to.equal('failed');
        expect(checks.find(({ name }) => name === 'chain')).to.include({
          result: 'failed',
          detail: missing(),
        });
        const after = await listed(newest);
        expect(fileDamageOf(after)).to.equal(undefined);
        expect(damageOf(after)).to.equal(missing());
        expect(isVerified(after)).to.equal(false);
      });
  });

  describe('with a damaged file below it', () => {
    beforeEach(() => {
      damage(first);
    });

    for (const level of ['quick', 'full', 'drill'] as const)
      it(`fails at level ${level}; the damage is on record where it is`, async () => {
        const { result, checks } = await verify(level);
        expect(result).to.equal('failed');
        const chain = checks.find(({ name }) => name === 'chain');
        expect(chain?.result).to.equal('failed');
        expect(chain?.detail).to.include(first.filename);
        expect(fileDamageOf(await listed(first))).to.include('failed');
        const after = await listed(newest);
        expect(fileDamageOf(after)).to.equal(undefined);
        expect(damageOf(after)).to.include(`its parent ${first.filename} is damaged`);
        expect(fileDamageOf(await listed(full))).to.equal(undefined);
      });

    it('is not restored', async () => {
      const error = await rejectionOf(restore());
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message).to.include(first.filename);
      expect(product.disk.has(TARGET)).to.equal(false);
    });
  });

  it('fails by its own file', async () => {
    damage(newest);
    for (const level of LEVELS) {
      const { result, checks } = await verify(level);
      expect(result).to.equal('failed');
      expect(checks.filter((check) => check.result === 'failed').map(({ name }) => name)).to.deep.equal([
        'decompression',
      ]);
    }
    expect(fileDamageOf(await listed(newest))).to.include('decompression');
    expect(fileDamageOf(await listed(first))).to.equal(undefined);
  });

  it('is restored from another store when a file below it is damaged', async () => {
    const nasDisk = new InMemoryDisk();
    const nas = new InMemoryBackupStore(nasDisk, (path) => Promise.resolve(product.disk.read(path)!));
    product.stores.push({ name: 'nas', type: 's3', store: nas });
    const useCases = composeUseCases(product, product.coordinator, product.policy());
    for (const path of product.disk.paths('/backup/app')) nasDisk.write(path, product.disk.read(path)!);
    damage(first);
    const result = await useCases.restoreBackup.execute({ backup: byName(newest), target });
    expect(result.store).to.equal('nas');
    expect(text(TARGET)).to.equal(NEWEST);
  });

  it('is inconclusive without scratch space', async () => {
    sinon
      .stub(product.staging, 'allocateScratch')
      .rejects(new BackupDirectoryException('no room left', { hint: 'Free disk space.' }));
    const { result, checks } = await verify('quick');
    expect(result).to.equal('inconclusive');
    expect(checks.filter((check) => check.result === 'inconclusive').map(({ name }) => name)).to.deep.equal([
      'scratch_space',
    ]);
    const { verifications } = (await listed(newest)).state;
    expect(verifications.slice(-2).map(({ level, result: of }) => [level, of])).to.deep.equal([
      ['checksum', 'ok'],
      ['quick', 'inconclusive'],
    ]);
  });

  describe('that is encrypted', () => {
    beforeEach(async () => {
      const options = { createdAt: daysBefore(1, product.clock.now()), manifest: ENCRYPTED };
      [full, first, newest] = (await publishContents(product.disk, product.store, CONTENTS, options)) as [
        Backup,
        Backup,
        Backup,
      ];
    });

    it('is restored and verified with an identity', async () => {
      product.extractor.hasIdentity = true;
      await restore();
      expect(text(TARGET)).to.equal(NEWEST);
      const { result, checks } = await verify('quick');
      expect(result, JSON.stringify(checks)).to.equal('ok');
    });

    it('is inconclusive without one, and level checksum needs none', async () => {
      expect((await verify('checksum')).result).to.equal('ok');
      const { result, checks } = await verify('quick');
      expect(result).to.equal('inconclusive');
      expect(checks.find(({ name }) => name === 'decryption')?.result).to.equal('inconclusive');
      const { verifications } = (await listed(newest)).state;
      expect(verifications.slice(-2).map(({ level, result: of }) => [level, of])).to.deep.equal([
        ['checksum', 'ok'],
        ['quick', 'inconclusive'],
      ]);
    });

    it('fails without an identity when a stored file below it was changed', async () => {
      damage(full);
      const { result, checks } = await verify('quick');
      expect(result).to.equal('failed');
      expect(checks.find(({ name }) => name === 'chain')?.detail).to.include(full.filename);
    });
  });
});
