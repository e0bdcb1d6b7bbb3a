import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readdirSync } from 'node:fs';
import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InMemoryBackupStore } from '../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import type { UseCases } from '../../src/application/use-cases.ts';
import type { BackupType } from '../../src/domain/backup/backup-type.ts';
import type { Compression } from '../../src/domain/backup/compression.ts';
import { BackupManagerException } from '../../src/domain/exceptions/backup-manager-exception.ts';
import { VERIFICATION_LEVELS } from '../../src/domain/verification/verification.ts';
import { createContainer } from '../../src/main/container.ts';
import { TOKENS } from '../../src/main/tokens.ts';
import { loadSettings } from '../../src/settings/settings.ts';
import { newAgeKey } from '../support/age-keys.ts';
import { itemTable, makeFolder, removeFolder, writeDatabase } from '../support/database-fixtures.ts';
import { rejectionOf } from '../support/rejection-of.ts';

interface RestorePoint {
  readonly filename: string;
  readonly image: Buffer;
}

const STEPS: readonly (readonly [BackupType, string])[] = [
  ['full', itemTable(3000)],
  ['diff', "UPDATE item SET body = 'changed' WHERE id % 500 = 0"],
  ['incr', 'INSERT INTO item (body) SELECT body FROM item WHERE id <= 300'],
  ['incr', 'PRAGMA incremental_vacuum; DELETE FROM item WHERE id > 3100'],
  ['incr', "UPDATE item SET body = 'again' WHERE id = 7"],
];

/** Compression, encryption, and a store without paths. */
const FORMS: readonly (readonly [Compression, isEncrypted: boolean, isRemote: boolean])[] = [
  ['gzip', false, false],
  ['zstd', false, true],
  ['zstd', true, false],
  ['none', true, true],
];

describe('restore points of a chain, with real files', () => {
  let folder: string;
  let source: string;
  let useCases: UseCases;
  let points: RestorePoint[];

  const start = async (
    compression: Compression,
    options: { readonly isEncrypted?: boolean; readonly isRemote?: boolean } = {},
  ): Promise<void> => {
    const { identity, recipient } = await newAgeKey();
    const identityFile = join(folder, 'identity');
    await writeFile(identityFile, identity, { mode: 0o600 });
    const values = {
      min_free_mb: 0,
      compression,
      full_interval_hours: 24,
      verify_after_create: 'quick',
      ...(options.isEncrypted === true && {
        encryption_recipients: [recipient],
        encryption_identity_file: identityFile,
      }),
    };
    const overrides = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, { value, source: 'test' }]),
    );
    const settings = loadSettings({ env: {}, cwd: folder, overrides });
    const container = await createContainer({ settings, logger: new InMemoryLogger(), listeners: [] });
    if (options.isRemote === true) {
      const store = new InMemoryBackupStore(new InMemoryDisk(), async (path) => {
        const bytes = await readFile(path);
        await rm(path);
        return bytes;
      });
      (await container.rebindAsync(TOKENS.store)).toConstantValue(store);
    }
    useCases = container.get(TOKENS.useCases);
    points = [];
    for (const [type, sql] of STEPS) {
      writeDatabase(source, sql);
      const command = { sourcePath: source, database: 'app', type };
      const { backup, verified, ...created } = await useCases.createBackup.execute(command);
      expect([created.type, verified], created.reason).to.deep.equal([type, true]);
      points.push({ filename: backup.filename, image: await readFile(source) });
    }
  };

  beforeEach(async () => {
    folder = await makeFolder();
    source = join(folder, 'app.db');
  });
  afterEach(() => removeFolder(folder));

  const staged = (): readonly string[] => readdirSync(join(folder, 'backup', '.state', 'staging'));
  const target = (): string => join(folder, 'restored.db');
  const restore = async ({ filename }: RestorePoint): Promise<Buffer> => {
    await rm(target(), { force: true });
    await useCases.restoreBackup.execute({
      backup: { by: 'name', filename },
      target: { kind: 'path', path: target(), overwrite: false },
    });
    return readFile(target());
  };

  for (const [compression, isEncrypted, isRemote] of FORMS) {
    const title = [
      compression,
      isEncrypted ? 'encrypted' : 'not encrypted',
      isRemote ? 'a store without paths' : 'a directory',
    ].join(', ');
    it(`are restored, verified, inspected and streamed: ${title}`, async () => {
      await start(compression, { isEncrypted, isRemote });
      for (const point of points) {
        const { filename, image } = point;
        expect((await restore(point)).equals(image), filename).to.equal(true);
        const pieces: Buffer[] = [];
        await useCases.streamBackup.execute({
          backup: { by: 'name', filename },
          destination: 'a test',
          write: (bytes) => {
            pieces.push(Buffer.from(bytes));
            return Promise.resolve();
          },
        });
        expect(Buffer.concat(pieces).equals(image), filename).to.equal(true);
      }
      const { filename } = points.at(-1)!;
      for (const level of VERIFICATION_LEVELS) {
        const { result, checks } = await useCases.verifyBackup.execute({ filename, level });
        expect(result, JSON.stringify(checks)).to.equal('ok');
      }
      const { tables } = await useCases.inspectBackup.execute({ filename });
      expect(tables.map(({ name }) => name)).to.deep.equal(['item']);
      expect(staged()).to.deep.equal([]);
    });
  }

  it('are restored in place and undone', async () => {
    await start('zstd');
    const [, diff] = points;
    const live = await readFile(source);
    await useCases.restoreBackup.execute({
      backup: { by: 'name', filename: diff!.filename },
      target: { kind: 'in_place' },
    });
    expect(rowsOf(await readFile(source))).to.deep.equal(rowsOf(diff!.image));
    await useCases.undoRestore.execute({ database: 'app' });
    expect(rowsOf(await readFile(source))).to.deep.equal(rowsOf(live));
  });

  describe('are refused, and nothing is left', () => {
    beforeEach(() => start('none'));
    const pathOf = ({ filename }: RestorePoint): string => join(folder, 'backup', filename);
    const refusal = async (point: RestorePoint): Promise<string> => {
      const error = await rejectionOf(restore(point).then(() => 'restored'));
      expect(error).to.be.instanceOf(BackupManagerException);
      expect(readdirSync(folder).filter((name) => name.includes('restored'))).to.deep.equal([]);
      expect(staged()).to.deep.equal([]);
      return (error as Error).message;
    };

    it('when a delta has a changed byte', async () => {
      const incr = points[3]!;
      const bytes = await readFile(pathOf(incr));
      bytes[2000] = (bytes[2000] ?? 0) ^ 1;
      await writeFile(pathOf(incr), bytes);
      expect(await refusal(points[4]!))
        .to.include(incr.filename)
        .and.include('wrong checksum');
    });

    it('when a delta is cut off', async () => {
      await truncate(pathOf(points[3]!), 5000);
      expect(await refusal(points[4]!)).to.include(points[3]!.filename);
    });

    it('when a delta is missing, and the others below it are good', async () => {
      await rm(pathOf(points[3]!));
      expect(await refusal(points[4]!))
        .to.include('not restorable')
        .and.include(points[3]!.filename);
      expect((await restore(points[2]!)).equals(points[2]!.image)).to.equal(true);
    });

    it('when two deltas are swapped', async () => {
      const [one, other] = [pathOf(points[2]!), pathOf(points[3]!)];
      await rename(one, `${one}.aside`);
      await rename(other, one);
      await rename(`${one}.aside`, other);
      expect(await refusal(points[4]!)).to.include('.wal');
    });

    it('when the full is another file of the same size', async () => {
      const full = points[0]!;
      const other = Buffer.from(full.image);
      // In a page that no delta replaces.
      const at = 20 * 4096 + 2000;
      other[at] = (other[at] ?? 0) ^ 1;
      await writeFile(pathOf(full), other);
      expect(await refusal(points[4]!)).to.include('was made for another parent');
      const { result, checks } = await useCases.verifyBackup.execute({
        filename: points[4]!.filename,
        level: 'quick',
      });
      expect(result).to.equal('failed');
      expect(checks.find(({ name }) => name === 'chain')?.detail).to.include(full.filename);
    });
  });
});

/** A restore in place through SQLite changes counters in the header. */
function rowsOf(image: Buffer): Buffer {
  return image.subarray(100);
}
