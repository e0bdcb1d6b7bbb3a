import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, spy, stub, type SinonSpy } from 'sinon';
import { InMemoryArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/in-memory-artifact-extractor.ts';
import { InMemoryDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/in-memory-database-inspector.ts';
import { InMemoryStagingArea } from '../../../src/adapters/outbound/staging-area/in-memory-staging-area.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { CleanupBackups, type CleanupBackupsResult } from '../../../src/application/cleanup-backups.ts';
import { ArtifactVerifier } from '../../../src/application/verification/artifact-verifier.ts';
import { isVerified, type Backup } from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { CheckResult } from '../../../src/domain/verification/verification.ts';
import type { RetentionPolicy } from '../../../src/domain/retention/retention-policy.ts';
import { DAY_MS, NOW, aVerification, daysBefore } from '../../support/backup-builder.ts';
import { InMemoryProduct, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { publishChain, type DeltaOptions } from '../../support/publish-chain.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

/** A disk on which one removal fails; or all from there on, as if the process had been killed. */
class FailingDisk extends InMemoryDisk {
  /** Removals until then. */
  remaining = Infinity;
  isKilled = false;

  override remove(path: string): boolean {
    if (!this.has(path)) return false;
    this.readOnly = this.remaining === 0 || (this.isKilled && this.readOnly);
    this.remaining -= 1;
    return super.remove(path);
  }

  repair(): void {
    this.remaining = Infinity;
    this.readOnly = false;
  }
}

interface Link {
  readonly type: 'full' | DeltaOptions['type'];
  readonly createdAt: Date;
  readonly pinned?: boolean;
}

const link = (type: Link['type'], days: number, changes: Partial<Link> = {}): Link => ({
  type,
  createdAt: daysBefore(days),
  ...changes,
});

describe('CleanupBackups with chains', () => {
  let disk: FailingDisk;
  let store: InMemoryBackupStore;

  beforeEach(() => {
    disk = new FailingDisk();
    store = new InMemoryBackupStore(disk);
  });

  afterEach(() => {
    restore();
  });

  const cleanUp = async (
    policy: Partial<RetentionPolicy> = {},
    dryRun = false,
  ): Promise<CleanupBackupsResult> => {
    const { anomalies, coordinator, clock } = new InMemoryProduct();
    const verifier = new ArtifactVerifier(
      {
        store,
        extractor: new InMemoryArtifactExtractor(disk),
        inspector: new InMemoryDatabaseInspector(disk),
        staging: new InMemoryStagingArea(disk),
      },
      { minFreeBytes: 0 },
    );
    clock.setNow(NOW);
    const cleanup = new CleanupBackups({ store, anomalies, verifier, clock }, coordinator, {
      retention: aRetentionPolicy(policy),
      anchorMaxAgeMs: DAY_MS,
      ownRetention: new Map(),
      timeoutMs: TIMEOUT_MS,
    });
    return cleanup.execute({ dryRun });
  };

  const publish = async ({ createdAt }: Link, ...deltas: readonly Link[]): Promise<readonly string[]> =>
    namesOf(await publishChain(disk, store, deltas.filter(isDelta), { createdAt }));

  const isDelta = (one: Link): one is Link & DeltaOptions => one.type !== 'full';

  const namesOf = (rows: readonly { readonly filename: string }[]): readonly string[] =>
    rows.map(({ filename }) => filename);

  const removals = (): readonly string[] => removed.args.map(([{ filename }]) => filename);
  let removed: SinonSpy<[Backup], Promise<void>>;
  beforeEach(() => {
    removed = spy(store, 'remove');
  });

  const saveStale = async (filename: string): Promise<void> => {
    const backup = (await store.list()).find((one) => one.filename === filename)!;
    await store.saveState(backup, { ...backup.state, verifications: [aVerification('ok', daysBefore(2))] });
  };

  it('keeps the bases of a kept delta, each with the reason', async () => {
    const [full, diff, incr, newest] = await publish(
      link('full', 20),
      ...[link('diff', 19), link('incr', 18), link('diff', 0)],
    );
    const { kept, removed: gone } = await cleanUp();
    expect(namesOf(gone)).to.deep.equal([incr, diff]);
    expect(kept).to.deep.equal([
      { filename: newest, rule: 'newest_verified', reason: 'the newest verified backup' },
      { filename: full, rule: 'base', reason: `base of ${newest!}` },
    ]);
    expect(namesOf(await store.list())).to.deep.equal([newest, full]);
  });

  it('removes deltas before their parents, also when the clock was set back', async () => {
    const old = await publish(link('full', 20), link('diff', 30), link('incr', 40), link('incr', 25));
    await publish(link('full', 0));
    await cleanUp();
    expect(removals()).to.deep.equal(old.toReversed());
  });

  it('reports what it frees, also on a dry run', async () => {
    await publish(link('full', 20), link('diff', 19), link('incr', 18));
    await publish(link('full', 0));
    const expected = (await store.list()).slice(1).reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    const planned = await cleanUp({}, true);
    expect(planned.freedBytes).to.equal(expected).and.to.be.above(0);
    expect((await cleanUp()).freedBytes).to.equal(expected);
    expect((await cleanUp()).freedBytes).to.equal(0);
  });

  it('does not remove what a delta depends on when the removal of the delta failed', async () => {
    const [full, diff, stuck, other, above] = await publish(
      link('full', 20),
      ...[link('diff', 19), link('incr', 18), link('diff', 17), link('incr', 16)],
    );
    const [newest] = await publish(link('full', 0));
    removed.restore();
    const remove = store.remove.bind(store);
    stub(store, 'remove').callsFake(async (backup) => {
      if (backup.filename === stuck) throw new BackupDirectoryException('EACCES', { hint: 'chmod' });
      return remove(backup);
    });
    const { failed, removed: gone, freedBytes } = await cleanUp();
    const text = `${stuck!} depends on it and was not removed`;
    expect(failed).to.deep.equal([
      { filename: stuck, error: 'EACCES' },
      { filename: diff, error: text },
      { filename: full, error: text },
    ]);
    expect(namesOf(gone)).to.deep.equal([above, other]);
    expect(freedBytes).to.be.above(0);
    expect(namesOf(await store.list())).to.deep.equal([newest, stuck, diff, full]);
  });

  describe('before it removes anything', () => {
    const verifying = (results: Readonly<Record<string, CheckResult>> = {}) =>
      stub(ArtifactVerifier.prototype, 'verifyStored').callsFake(async ({ filename }) =>
        Promise.resolve([{ name: 'stored_sha256', result: results[filename] ?? 'ok', detail: 'read' }]),
      );

    it('verifies all that the newest verified backup depends on, its full first, with one list', async () => {
      await publish(link('full', 20));
      const chain = await publish(link('full', 9), link('diff', 8), link('incr', 1), link('incr', 0));
      for (const filename of chain) await saveStale(filename);
      const verified = verifying();
      const list = spy(store, 'list');
      const { checked, removed: gone } = await cleanUp();
      expect(namesOf(checked)).to.deep.equal(chain);
      expect(verified.args.map(([{ filename }]) => filename)).to.deep.equal(chain);
      expect(gone).to.have.length(1);
      // All databases, under the lock, with the results, and after the removal.
      expect(list.callCount).to.equal(4);
    });

    it('verifies only those without a recent verification', async () => {
      await publish(link('full', 20));
      const [full] = await publish(link('full', 9), link('diff', 8), link('incr', 0));
      await saveStale(full!);
      verifying();
      expect(namesOf((await cleanUp()).checked)).to.deep.equal([full]);
    });

    for (const result of ['failed', 'inconclusive'] as const) {
      it(`counts nothing above a ${result} one: the next verified chain is the anchor`, async () => {
        const [oldest] = await publish(link('full', 40));
        const old = await publish(link('full', 20), link('incr', 19));
        const chain = await publish(link('full', 9), link('diff', 8), link('incr', 1));
        for (const filename of [...old, ...chain]) await saveStale(filename);
        verifying({ [chain[1]!]: result });
        const { checked, kept, removed: gone } = await cleanUp({ keepMin: 1, keepDays: 5 });
        expect(checked.map((row) => `${row.filename} ${row.result}`)).to.deep.equal([
          ...[`${chain[0]!} ok`, `${chain[1]!} ${result}`],
        ]);
        // The full below it is verified, so that the older ones may be removed.
        expect(kept.find(({ filename }) => filename === chain[0])).to.include({ rule: 'newest_verified' });
        expect(kept.find(({ filename }) => filename === chain[2])).to.include({ rule: 'no_newer_verified' });
        expect(namesOf(gone)).to.deep.equal([...old.toReversed(), oldest]);
      });
    }

    for (const [place, name] of ['full', 'diff', 'incr'].entries()) {
      it(`finds one changed byte in the ${name} of the newest chain, and keeps the chain before it`, async () => {
        const old = await publish(link('full', 20), link('diff', 19), link('incr', 18));
        const chain = await publish(link('full', 9), link('diff', 8), link('incr', 7));
        for (const filename of [...old, ...chain]) await saveStale(filename);
        const bytes = disk.read(`/backup/${chain[place]!}`)!;
        bytes[bytes.length - 3]! ^= 1;
        disk.write(`/backup/${chain[place]!}`, bytes);
        const { checked, kept } = await cleanUp({ keepMin: 2, keepDays: 5 });
        const results = checked.map(({ filename, result }) => `${filename} ${result}`);
        expect(results).to.include(`${chain[place]!} failed`);
        expect(results.slice(0, place)).to.deep.equal(chain.slice(0, place).map((one) => `${one} ok`));
        const verified =
          place === 0 ? [old[2], old[1]] : place === 1 ? [chain[0], old[2]] : [chain[1], chain[0]];
        const rules = new Map(kept.map(({ filename, rule }) => [filename, rule]));
        expect(verified.map((one) => rules.get(one!))).to.deep.equal(['newest_verified', 'keep_min']);
        for (const above of chain.slice(place)) expect(rules.get(above)).to.equal('no_newer_verified');
      });
    }

    it('removes nothing when the full of every chain is damaged', async () => {
      const chains = [
        ...(await publish(link('full', 20), link('incr', 19))),
        ...(await publish(link('full', 9), link('incr', 0))),
      ];
      for (const filename of chains) await saveStale(filename);
      verifying({ [chains[0]!]: 'failed', [chains[2]!]: 'failed' });
      const { removed: gone, checked } = await cleanUp();
      expect(gone).to.deep.equal([]);
      expect(checked).to.deep.include.members([
        { filename: chains[2], result: 'failed', detail: 'stored_sha256: read' },
      ]);
    });
  });

  for (const isKilled of [true, false]) {
    const event = isKilled ? 'it is killed at any removal of a file' : 'any removal of a file fails';

    it(`leaves each restore point complete when ${event}`, async () => {
      const history = async (): Promise<void> => {
        disk = new FailingDisk();
        store = new InMemoryBackupStore(disk);
        await publish(link('full', 60), link('diff', 70), link('incr', 65));
        await publish(
          link('full', 40),
          link('diff', 39),
          link('incr', 38),
          link('incr', 37),
          link('diff', 36),
        );
        // The clock was set back within this chain, and within the first one.
        await publish(
          link('full', 30),
          link('diff', 33),
          link('incr', 35, { pinned: true }),
          link('incr', 31),
        );
        await publish(link('full', 20), link('diff', 19), link('incr', 18), link('diff', 1), link('incr', 0));
      };
      await history();
      const before = await store.list();
      await cleanUp();
      const complete = namesOf(await store.list());
      const total = (before.length - complete.length) * 3;
      expect(total).to.be.above(30);
      for (let stop = 0; stop < total; stop++) {
        await history();
        disk.isKilled = isKilled;
        disk.remaining = stop;
        const { failed } = await cleanUp();
        expect(failed).not.to.deep.equal([]);
        disk.repair();
        const left = await store.list();
        expect(namesOf(left)).to.include.members([...complete]);
        for (const backup of left) expectComplete(backup, `stopped at ${String(stop)}`);
        // The next cleanup removes the rest.
        await cleanUp();
        expect(namesOf(await store.list())).to.deep.equal(complete);
        expect((await store.list()).every(isVerified)).to.equal(true);
      }
    });
  }

  /** Only the file whose own removal was interrupted may be without its data. */
  function expectComplete(backup: Backup, when: string): void {
    expect(backup.base?.problem, `${backup.filename} ${when}`).to.equal(undefined);
    for (const one of closureOf(backup).slice(0, -1))
      expect(isVerified(one), `${one.filename} ${when}`).to.equal(true);
  }
});
