import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { CapturedChanges, ChangesRequest } from '../../../src/application/ports/database-snapshotter.ts';
import type { PageTable } from '../../../src/application/ports/page-tables.ts';
import { newAgeKey } from '../../support/age-keys.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import type { SnapshotterSubject } from './database-snapshotter.contract.ts';

type Changes = Partial<ChangesRequest['changes']>;

/** What one capture left: its bytes and its page table. */
interface Kept {
  readonly facts: CapturedChanges;
  readonly artifact: Uint8Array;
  readonly table: PageTable;
}

export function describeChanges(name: string, create: () => Promise<SnapshotterSubject>): void {
  describe(`${name} captures changes`, () => {
    let subject: SnapshotterSubject;
    let source: string;

    beforeEach(async () => {
      subject = await create();
      source = await subject.source('sound');
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const request = (changes: Changes, others: Partial<ChangesRequest> = {}): ChangesRequest => ({
      sourcePath: source,
      destinationPath: subject.destinationPath,
      compression: 'none',
      compressionLevel: undefined,
      sourceCheck: 'quick',
      busyTimeoutMs: 200,
      maxStoredBytes: 1024 ** 3,
      maxWalGrowthBytes: 1024 ** 3,
      ...others,
      changes: { maxDeltaBytes: 1024 ** 3, digestPages: true, ...changes },
    });
    const run = (changes: Changes = {}, others: Partial<ChangesRequest> = {}) =>
      subject.snapshotter.captureChanges(request(changes, others), { signal: new AbortController().signal });

    /** Captures, reads the artifact and takes both files away, as publishing does. */
    const keep = async (changes: Changes = {}, others: Partial<ChangesRequest> = {}): Promise<Kept> => {
      const facts = await run(changes, others);
      if (facts.isUnchanged === true) throw new TypeError('something changed');
      const { stored } = await subject.readArtifact('none');
      const table = await subject.keepTable(facts.tablePath);
      await subject.clear();
      return { facts, artifact: stored, table };
    };

    it('writes the pages that differ from the parent as a delta', async () => {
      const full = await keep();
      expect(full.facts.frames).to.equal(undefined);
      await subject.change(source, 'row');
      const delta = await keep({ parentTablePath: full.table.path });
      expect(delta.facts.frames).to.be.within(1, full.facts.pageCount - 1);
      const image = await subject.applied(full.artifact, delta.artifact);
      expect(delta.facts).to.include({ databaseBytes: image.length, databaseSha256: sha256(image) });
      expect(delta.facts).to.include({
        storedBytes: delta.artifact.length,
        storedSha256: sha256(delta.artifact),
      });
      expect(await subject.contentOf(image)).to.deep.equal(await subject.expectedContent(source));
    });

    it('captures a chain, each delta on the one before', async () => {
      let last = await keep();
      let image = last.artifact;
      for (const what of ['row', 'most', 'row'] as const) {
        await subject.change(source, what);
        last = await keep({ parentTablePath: last.table.path });
        image = await subject.applied(image, last.artifact);
        expect(last.facts.databaseSha256).to.equal(sha256(image));
      }
      expect(await subject.contentOf(image)).to.deep.equal(await subject.expectedContent(source));
    });

    it('leaves a page table of every capture of changes next to the artifact', async () => {
      const { table, facts } = await keep();
      const { storedSha256, databaseSha256, pageSize } = facts;
      expect(table).to.include({ storedSha256, databaseSha256, pageSize });
    });

    it('digests no pages where no delta will depend on the backup', async () => {
      const { table } = await keep({ digestPages: false });
      expect(table.pageSize).to.equal(0);
    });

    describe('makes a full where a delta is not possible or not worth it, and says why', () => {
      const expectFull = async (changes: Changes, reason: RegExp, others: Partial<ChangesRequest> = {}) => {
        const { facts, artifact } = await keep(changes, others);
        expect(facts.frames).to.equal(undefined);
        expect(facts.fullReason).to.match(reason);
        expect(facts.databaseSha256).to.match(/^[0-9a-f]{64}$/);
        return artifact;
      };

      it('a delta that is too large', async () => {
        const { table } = await keep();
        await subject.change(source, 'most');
        const image = await expectFull({ parentTablePath: table.path, maxDeltaBytes: 100 }, /too large/);
        expect(await subject.contentOf(image)).to.deep.equal(await subject.expectedContent(source));
      });

      it('a page table that is gone', async () => {
        await expectFull({ parentTablePath: `${subject.destinationPath}.missing` }, /page table/);
      });

      it('a parent that is encrypted for others', async () => {
        const { table } = await keep();
        const { recipient } = await newAgeKey();
        await subject.change(source, 'row');
        const encryption = { recipients: [recipient] };
        await expectFull({ parentTablePath: table.path }, /encryption/, { encryption });
      });
    });

    it('finds an unchanged database unchanged and writes nothing', async () => {
      const { table } = await keep();
      for (const parentTablePath of [table.path, undefined]) {
        const outcome = await run({ parentTablePath, newest: table });
        expect(outcome.isUnchanged).to.equal(true);
        if (outcome.isUnchanged === true && outcome.tablePath !== undefined) {
          const { storedSha256, databaseSha256 } = await subject.keepTable(outcome.tablePath);
          expect({ storedSha256, databaseSha256 }).to.deep.equal({
            storedSha256: table.storedSha256,
            databaseSha256: table.databaseSha256,
          });
        }
        expect(await subject.leftovers()).to.deep.equal([]);
      }
    });

    it('does not take a backup that is encrypted in another way for the newest one', async () => {
      const { table } = await keep();
      const { recipient } = await newAgeKey();
      const { facts } = await keep({ newest: table }, { encryption: { recipients: [recipient] } });
      expect(facts.encryption?.recipients).to.have.lengthOf(1);
    });

    it('finds a change after an unchanged run', async () => {
      const { table } = await keep();
      expect((await run({ parentTablePath: table.path, newest: table })).isUnchanged).to.equal(true);
      await subject.change(source, 'row');
      await subject.clear();
      const { facts } = await keep({ parentTablePath: table.path, newest: table });
      expect(facts.frames).to.be.at.least(1);
    });

    it('keeps a database that has become damaged whole, whatever was planned', async () => {
      const { table } = await keep();
      await subject.removeSource();
      source = await subject.source('damaged');
      const { facts } = await keep({ parentTablePath: table.path, newest: table });
      expect(facts.sourceCheck.result).to.equal('failed');
      expect(facts.frames).to.equal(undefined);
    });
  });
}
