import { expect } from 'chai';
import fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { restore, stub } from 'sinon';
import { CleanupBackups } from '../../../src/application/cleanup-backups.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import { newestFirst, type Backup } from '../../../src/domain/backup/backup.ts';
import { linkChains } from '../../../src/domain/backup/chain.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DAY_MS, NOW } from '../../support/backup-builder.ts';
import { InMemoryProduct, TIMEOUT_MS } from '../../support/in-memory-product.ts';
import { randomChains, randomPolicies } from '../../support/random-chains.ts';

/** How the removal of one file ends: it fails before or after its data is gone, or not at all. */
type Removal = 'ok' | 'nothing' | 'data_only';

const removals = fc.infiniteStream(fc.constantFrom<Removal[]>('ok', 'ok', 'ok', 'nothing', 'data_only'));

/** A store without content. */
function storeOf(backups: readonly Backup[], results: Iterator<Removal>): BackupStore {
  const present = new Map(backups.map((backup) => [backup.filename, backup]));
  const store: Partial<BackupStore> = {
    list: async () => Promise.resolve(linkChains([...present.values()].sort(newestFirst))),
    saveState: async (backup, state) => {
      present.set(backup.filename, { ...backup, state });
      return Promise.resolve(backup);
    },
    remove: async (backup) => {
      const { value = 'ok' } = results.next();
      if (value === 'data_only')
        present.set(backup.filename, { ...backup, isDataMissing: true, storedBytes: 0 });
      else if (value === 'ok') present.delete(backup.filename);
      if (value !== 'ok') throw new BackupDirectoryException('EIO', { hint: 'Look at the disk.' });
      return Promise.resolve();
    },
  };
  return store as BackupStore;
}

const isRestorable = (backup: Backup): boolean =>
  backup.isDataMissing !== true && backup.base?.problem === undefined;

describe('a cleanup of any chains', () => {
  afterEach(() => {
    restore();
  });

  it('leaves no restore point without its base, whichever removals fail', async () => {
    const { anomalies, clock, coordinator, verifier } = new InMemoryProduct();
    clock.setNow(NOW);
    stub(verifier, 'verifyStored').resolves([{ name: 'stored_sha256', result: 'ok', detail: 'read' }]);
    const seen = { failed: 0, removed: 0 };
    await fc.assert(
      fc.asyncProperty(randomChains, randomPolicies, removals, async (backups, retention, results) => {
        const store = storeOf(backups, results);
        const cleanup = new CleanupBackups({ store, anomalies, verifier, clock }, coordinator, {
          ...{ retention, ownRetention: new Map(), anchorMaxAgeMs: DAY_MS, timeoutMs: TIMEOUT_MS },
        });
        const before = new Map((await store.list()).map((backup) => [backup.filename, backup]));
        const { removed, failed, kept } = await cleanup.execute({ dryRun: false });
        seen.failed += failed.length;
        seen.removed += removed.length;
        expect(removed.length + failed.length + kept.length).to.equal(before.size);
        const hadFailures = new Set(failed.map(({ filename }) => filename));
        for (const backup of await store.list()) {
          const wasRestorable = isRestorable(before.get(backup.filename)!);
          if (wasRestorable && !hadFailures.has(backup.filename))
            expect(isRestorable(backup), backup.filename).to.equal(true);
          // A backup whose removal failed may have lost its own data, and nothing else.
          if (wasRestorable) expect(backup.base?.problem).to.equal(undefined);
        }
      }),
      { numRuns: 400 },
    );
    expect(seen.failed).to.be.above(20);
    expect(seen.removed).to.be.above(20);
  });
});
