import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { digestPages } from '../../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import { readInMemoryTable } from '../../../src/adapters/outbound/in-memory-disk/in-memory-page-table.ts';
import type { CreateBackupCommand, CreateBackupResult } from '../../../src/application/create-backup.ts';
import { EMPTY_STATE, manifestOf, type Backup } from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import { isDamaged } from '../../../src/domain/backup/damage.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/units.ts';
import { digestsOf } from '../../support/backup-builder.ts';
import { InMemoryProduct, keyOf, SOURCE_CONTENT, SOURCE_PATH } from '../../support/in-memory-product.ts';

describe('CreateBackup with deltas', () => {
  let product: InMemoryProduct;
  let version = 0;
  let policy = { fullIntervalMs: 7 * DAY_MS, diffIntervalMs: DAY_MS, skipUnchanged: false };

  beforeEach(() => {
    product = new InMemoryProduct();
    version = 0;
    policy = { fullIntervalMs: 7 * DAY_MS, diffIntervalMs: DAY_MS, skipUnchanged: false };
  });

  const create = async (command: Partial<CreateBackupCommand> = {}): Promise<CreateBackupResult> => {
    product.clock.advance(HOUR_MS);
    return product
      .create({ incremental: policy, ownIncremental: new Map() })
      .execute({ sourcePath: SOURCE_PATH, ...command });
  };
  const change = (): void => {
    version += 1;
    product.disk.write(SOURCE_PATH, SOURCE_CONTENT.padEnd(300, 'x') + String(version));
  };
  const createChanged = async (command: Partial<CreateBackupCommand> = {}): Promise<CreateBackupResult> => {
    change();
    return create(command);
  };
  const createVerified = async (): Promise<CreateBackupResult> => {
    product.clock.advance(HOUR_MS);
    const policies = { incremental: policy, ownIncremental: new Map(), verifyAfterCreate: 'quick' } as const;
    return product.create(policies).execute({ sourcePath: SOURCE_PATH });
  };
  const listed = async (): Promise<readonly Backup[]> => product.store.list();

  it('makes a full, then incrs on the last backup, then a diff on the full', async () => {
    const full = await createChanged();
    const first = await createChanged();
    const second = await createChanged();
    product.clock.advance(DAY_MS);
    const diff = await createChanged();
    const third = await createChanged();
    const made = [full, first, second, diff, third];
    expect(made.map(({ type }) => type)).to.deep.equal(['full', 'incr', 'incr', 'diff', 'incr']);
    expect(made.map(({ manifest }) => manifest.parent?.filename)).to.deep.equal([
      undefined,
      full.manifest.filename,
      first.manifest.filename,
      full.manifest.filename,
      diff.manifest.filename,
    ]);
    expect(new Set(made.map(({ manifest }) => manifest.chain)).size).to.equal(1);
    expect(made.every(({ verified }) => verified)).to.equal(true);
    expect(made.map(({ backup }) => closureOf(backup).length)).to.deep.equal([1, 2, 3, 2, 3]);
  });

  it('starts a new chain when full_interval_hours has passed', async () => {
    const { manifest } = await createChanged();
    product.clock.advance(7 * DAY_MS);
    const next = await createChanged();
    expect(next.type).to.equal('full');
    expect(next.reason).to.include('full_interval_hours');
    expect(next.manifest.chain).to.not.equal(manifest.chain);
  });

  it('keeps no page table and names no chain by default', async () => {
    policy = { ...policy, fullIntervalMs: 0 };
    const { manifest } = await createChanged();
    expect(manifest.chain).to.equal(undefined);
    expect(await product.pageTables.read('app')).to.deep.equal({ full: undefined, last: undefined });
  });

  it('makes the requested types without any interval', async () => {
    policy = { ...policy, fullIntervalMs: 0 };
    const types = [];
    for (const type of ['full', 'incr', 'incr', 'diff'] as const)
      types.push((await createChanged({ type })).type);
    expect(types).to.deep.equal(['full', 'incr', 'incr', 'diff']);
  });

  it('makes a full instead of a requested incr without a parent, and says why', async () => {
    const { type, reason } = await createChanged({ type: 'incr' });
    expect(type).to.equal('full');
    expect(reason).to.include('incr was requested; there is no full');
  });

  it('restores each restore point', async () => {
    const contents = new Map<string, string>();
    for (let index = 0; index < 4; index += 1) {
      const { backup } = await createChanged();
      contents.set(backup.filename, Buffer.from(product.disk.read(SOURCE_PATH) ?? '').toString());
    }
    for (const [filename, content] of contents) {
      await product.restore.execute({
        backup: { by: 'name', filename },
        target: { kind: 'path', path: '/restored.db', overwrite: true },
      });
      expect(Buffer.from(product.disk.read('/restored.db') ?? '').toString()).to.equal(content);
    }
  });

  describe('an unchanged database', () => {
    it('gets no new file, and its newest backup is current', async () => {
      const { backup } = await createChanged();
      const again = await create();
      expect(again).to.include({ unchanged: true, type: 'full', verified: true });
      expect(again.backup.filename).to.equal(backup.filename);
      expect(again.copies).to.deep.equal([]);
      expect(again.reason).to.include(`nothing changed since ${backup.filename}`);
      const [only, ...others] = await listed();
      expect(others).to.deep.equal([]);
      expect(only?.state.currentAsOf).to.deep.equal(product.clock.now());
      expect(product.events('succeeded').at(-1)).to.include({ outcome: 'unchanged' });
    });

    it('is found after an incr too', async () => {
      await createChanged();
      const { backup } = await createChanged();
      const again = await create();
      expect(again).to.include({ unchanged: true, type: 'incr' });
      expect(again.backup.filename).to.equal(backup.filename);
    });

    for (const [why, command] of [
      ['a label', { label: 'before the update' }],
      ['a pin', { pinned: true }],
      ['a requested full', { type: 'full' }],
    ] as const) {
      it(`gets a file for ${why}`, async () => {
        await createChanged();
        expect(await create(command)).to.include({ unchanged: false });
      });
    }

    it('gets a full when one is due, unless skip_unchanged is set', async () => {
      await createChanged();
      product.clock.advance(7 * DAY_MS);
      expect(await create()).to.include({ unchanged: false, type: 'full' });
      policy = { ...policy, skipUnchanged: true };
      product.clock.advance(7 * DAY_MS);
      expect(await create()).to.include({ unchanged: true });
    });

    it('gets no file with skip_unchanged where every backup is a full', async () => {
      policy = { fullIntervalMs: 0, diffIntervalMs: 0, skipUnchanged: true };
      await createChanged();
      expect(await create()).to.include({ unchanged: true });
      expect(await createChanged()).to.include({ unchanged: false, type: 'full' });
    });

    it('gets a file when another manager has made a newer backup of other content', async () => {
      const { manifest } = await createChanged();
      product.clock.advance(HOUR_MS);
      const createdAt = product.clock.now();
      const { filename: _, ...draft } = manifest;
      product.disk.write('/backup/.state/staging/theirs', 'of the other manager');
      const theirs = { ...draft, chain: 'theirs', createdAt, ...digestsOf('of the other manager') };
      await product.store.publish('/backup/.state/staging/theirs', theirs, EMPTY_STATE);
      expect(await create()).to.include({ unchanged: false, type: 'incr' });
      expect(await create()).to.include({ unchanged: true });
    });

    it('gets a file when its newest backup was removed or damaged', async () => {
      const { backup } = await createChanged();
      product.disk.write(keyOf(backup), 'damaged');
      expect(await create()).to.include({ unchanged: false, type: 'full' });
      for (const each of await listed()) await product.store.remove(each);
      expect(await create()).to.include({ unchanged: false, type: 'full' });
    });
  });

  it('continues on an earlier parent when the page table of the last backup was not kept', async () => {
    const full = await createChanged();
    const { commit } = product.pageTables;
    product.pageTables.commit = () =>
      Promise.reject(new BackupDirectoryException('no space', { hint: 'Free disk space.' }));
    const lost = await createChanged();
    expect(product.events('warning').at(-1)?.message).to.include('page table of app could not be kept');
    product.pageTables.commit = commit.bind(product.pageTables);
    const next = await createChanged();
    expect(lost.type).to.equal('incr');
    expect(next.manifest.parent?.filename).to.equal(full.manifest.filename);
    expect(next.verified).to.equal(true);
  });

  it('makes a full at once where the verification finds the parent damaged', async () => {
    const { backup } = await createChanged();
    const bytes = Uint8Array.from(product.disk.read(keyOf(backup)) ?? []);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    product.disk.write(keyOf(backup), bytes);
    change();
    expect(await createVerified()).to.include({ type: 'full', verified: true });
    const warnings = product.events('warning').map(({ message }) => message);
    expect(warnings.some((message) => message.includes('depends on a damaged backup'))).to.equal(true);
    expect(isDamaged((await listed())[1]!)).to.equal(true);
    expect(product.staged()).to.deep.equal([]);
  });

  it('makes a full at once where the delta does not restore the database, and the tables are right again', async () => {
    await createChanged();
    const [path = ''] = product.disk.paths('/backup/.state/pages/');
    const table = readInMemoryTable(product.disk, path);
    change();
    // As if the pages that change now had been so at the last backup.
    const pages = digestPages(product.disk.read(SOURCE_PATH)!);
    product.disk.write(path, JSON.stringify({ ...table, pages }));
    expect(await createVerified()).to.include({ type: 'full', verified: true });
    const warnings = product.events('warning').map(({ message }) => message);
    expect(warnings.some((message) => message.includes('does not read back'))).to.equal(true);
    change();
    expect(await createVerified()).to.include({ type: 'incr', verified: true });
  });

  it('makes a full when both page tables are lost', async () => {
    await createChanged();
    for (const path of product.disk.paths('/backup/.state/pages/')) product.disk.remove(path);
    expect((await createChanged()).type).to.equal('full');
  });

  it('keeps the page table only after the backup is published', async () => {
    await createChanged();
    const { publish } = product.store;
    product.store.publish = () => Promise.reject(new BackupDirectoryException('no space', { hint: 'Free.' }));
    await createChanged().catch(() => undefined);
    product.store.publish = publish.bind(product.store);
    const { manifest, type } = await create();
    const [, full] = await listed();
    expect(type).to.equal('incr');
    expect(manifest.parent?.storedSha256).to.equal(full && manifestOf(full)?.storedSha256);
  });
});
