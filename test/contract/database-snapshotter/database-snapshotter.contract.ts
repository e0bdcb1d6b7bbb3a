import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type {
  CapturedArtifact,
  CaptureOptions,
  CaptureRequest,
  DatabaseSnapshotter,
} from '../../../src/application/ports/database-snapshotter.ts';
import type { PageTable } from '../../../src/application/ports/page-tables.ts';
import { COMPRESSIONS, type Compression } from '../../../src/domain/backup/compression.ts';
import type { FileOwner } from '../../../src/domain/backup/manifest.ts';
import { BackupCreationException } from '../../../src/domain/exceptions/backup-creation-exception.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import { newAgeKey } from '../../support/age-keys.ts';
import { sha256, type SourceKind } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface SnapshotterSubject {
  readonly snapshotter: DatabaseSnapshotter;
  readonly destinationPath: string;
  /** Makes a source of a kind; the kinds that this technology cannot have are gated by `lacks`. */
  source(kind: SourceKind): Promise<string>;
  /** The content of a source, comparable with `contentOf` its image. */
  expectedContent(sourcePath: string): Promise<unknown>;
  contentOf(image: Uint8Array): Promise<unknown>;
  fingerprint(sourcePath: string): Promise<unknown>;
  /** Gives a source another mode, and another owner where host and user allow it. */
  changeOwner(sourcePath: string): Promise<FileOwner | undefined>;
  /** The artifact and its uncompressed image, read by other means than ours. */
  readArtifact(compression: Compression): Promise<{ stored: Uint8Array; image: Uint8Array }>;
  /** The content of an artifact that is encrypted for this identity, opened by other means than ours. */
  decrypted(identity: string): Promise<Uint8Array>;
  /** The files at and beside the destination. */
  leftovers(): Promise<readonly string[]>;
  /** Processes that work on a capture now. */
  workers(): readonly number[];
  /** Changes a source of the kind `sound`: one row, or most of its content. */
  change(sourcePath: string, what: 'row' | 'most'): Promise<void>;
  /** Makes room for a source of another kind at the same path. */
  removeSource(): Promise<void>;
  /** The image after a delta, made by other means than ours. */
  applied(image: Uint8Array, delta: Uint8Array): Promise<Uint8Array>;
  /** Moves the page table of a capture away from its artifact, as `PageTables.commit` does; returns what it says. */
  keepTable(tablePath: string): Promise<PageTable>;
  /** Removes everything at and beside the destination, as publishing does. */
  clear(): Promise<void>;
  /** Leaves less space at the destination than a capture of `sound` needs; false where the test cannot. */
  fillDisk(): Promise<boolean>;
  dispose(): Promise<void>;
}

export interface SnapshotterGates {
  /** Kinds of sources that this technology does not know. */
  readonly lacks: readonly SourceKind[];
}

export async function capture(
  subject: SnapshotterSubject,
  sourcePath: string,
  changes: Partial<CaptureRequest & CaptureOptions> = {},
): Promise<CapturedArtifact> {
  const { signal = new AbortController().signal, onProgress, ...request } = changes;
  return subject.snapshotter.capture(
    {
      sourcePath,
      destinationPath: subject.destinationPath,
      compression: 'gzip',
      compressionLevel: undefined,
      sourceCheck: 'quick',
      busyTimeoutMs: 200,
      maxStoredBytes: 1024 ** 3,
      maxWalGrowthBytes: 1024 ** 3,
      ...request,
    },
    { signal, ...(onProgress !== undefined && { onProgress }) },
  );
}

/** A refusal leaves no file and has a hint. */
export async function expectRefusal(
  subject: SnapshotterSubject,
  outcome: Promise<unknown>,
  exception: new (...args: never) => { readonly hint: string; readonly message: string },
): Promise<{ readonly hint: string; readonly message: string }> {
  const error = await rejectionOf(outcome);
  expect(error).to.be.instanceOf(exception);
  const refusal = error as { hint: string; message: string };
  expect(refusal.hint).to.match(/\w/);
  expect(await subject.leftovers()).to.deep.equal([]);
  expect(subject.workers()).to.deep.equal([]);
  return refusal;
}

/** A running system cannot show that the artifact is durable. */
export function describeDatabaseSnapshotter(
  name: string,
  create: () => Promise<SnapshotterSubject>,
  { lacks }: SnapshotterGates,
): void {
  describe(`${name} is a DatabaseSnapshotter`, () => {
    let subject: SnapshotterSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    it('captures one committed state', async () => {
      const source = await subject.source('sound');
      const expected = await subject.expectedContent(source);
      await capture(subject, source);
      const { image } = await subject.readArtifact('gzip');
      expect(await subject.contentOf(image)).to.deep.equal(expected);
    });

    it('records owner and mode of the source', async () => {
      const source = await subject.source('sound');
      const owner = await subject.changeOwner(source);
      const { sourceOwner } = await capture(subject, source);
      expect(sourceOwner).to.deep.equal(owner);
    });

    it('leaves the bytes of the database, its -wal and -journal unchanged', async () => {
      const source = await subject.source('sound');
      const before = await subject.fingerprint(source);
      await capture(subject, source, { sourceCheck: 'full' });
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    for (const compression of COMPRESSIONS) {
      it(`returns digests and sizes of image and artifact: ${compression}`, async function () {
        if (!subject.snapshotter.supports.compressions.includes(compression)) this.skip();
        const facts = await capture(subject, await subject.source('sound'), { compression });
        const { stored, image } = await subject.readArtifact(compression);
        expect(facts.compression).to.equal(compression);
        expect(facts.storedBytes).to.equal(stored.length);
        expect(facts.storedSha256).to.equal(sha256(stored));
        expect(facts.databaseBytes).to.equal(image.length);
        expect(facts.databaseSha256).to.equal(sha256(image));
      });
    }

    it('encrypts the artifact for its recipients', async () => {
      const [first, second] = [await newAgeKey(), await newAgeKey()];
      const source = await subject.source('sound');
      const expected = await subject.expectedContent(source);
      const encryption = { recipients: [first.recipient, second.recipient] };
      const facts = await capture(subject, source, { compression: 'none', encryption });
      const { stored } = await subject.readArtifact('none');
      expect(facts).to.include({ storedBytes: stored.length, storedSha256: sha256(stored) });
      expect(facts.encryption?.recipients).to.have.lengthOf(2);
      expect(facts.fileKey).to.match(/^[0-9a-f]{32}$/);
      for (const { identity } of [first, second]) {
        const image = await subject.decrypted(identity);
        expect(facts).to.include({ databaseBytes: image.length, databaseSha256: sha256(image) });
        expect(await subject.contentOf(image)).to.deep.equal(expected);
      }
    });

    it("counts the application's tables in the image", async () => {
      expect(await capture(subject, await subject.source('sound'))).to.include({ tableCount: 1 });
    });

    it('counts no more used pages than pages', async () => {
      const { usedPageCount, pageCount } = await capture(subject, await subject.source('sound'));
      expect(usedPageCount).to.be.within(1, pageCount);
    });

    it('leaves no process and no file after an abort', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let progressSeen = false;
      const outcome = capture(subject, await subject.source(lacks.includes('large') ? 'sound' : 'large'), {
        signal: controller.signal,
        onProgress: () => {
          progressSeen = true;
          controller.abort(reason);
        },
      });
      expect(await rejectionOf(outcome)).to.equal(reason);
      expect(progressSeen).to.be.true;
      expect(subject.workers()).to.deep.equal([]);
      expect(await subject.leftovers()).to.deep.equal([]);
    });

    it("throws the signal's reason when it has aborted before, and leaves nothing", async () => {
      const reason = new Error('never mind');
      const outcome = capture(subject, await subject.source('sound'), { signal: AbortSignal.abort(reason) });
      expect(await rejectionOf(outcome)).to.equal(reason);
      expect(await subject.leftovers()).to.deep.equal([]);
    });

    describe('refuses a missing, empty, garbage or encrypted source', () => {
      const refusals = [
        ['missing', DatabaseNotFoundException],
        ['directory', DatabaseAccessException],
        ['empty', DatabaseCorruptedException],
        ['text', DatabaseCorruptedException],
        ['random', DatabaseCorruptedException],
        ['encrypted', DatabaseCorruptedException],
        ['table-less', DatabaseCorruptedException],
      ] as const;
      for (const [kind, exception] of refusals.filter(([known]) => !lacks.includes(known))) {
        it(`${kind}: ${exception.name}`, async () => {
          const source = await subject.source(kind);
          const before = await subject.fingerprint(source);
          const { message } = await expectRefusal(subject, capture(subject, source), exception);
          expect(message).to.include(source);
          expect(await subject.fingerprint(source)).to.deep.equal(before);
        });
      }
    });

    it('gives source check failed for damaged pages', async () => {
      const facts = await capture(subject, await subject.source('damaged'));
      expect(facts.sourceCheck.level).to.equal('quick');
      expect(facts.sourceCheck.result).to.equal('failed');
      expect(facts.sourceCheck.detail).to.match(/\w/);
    });

    it('gives source check inconclusive for a check that cannot run', async () => {
      const facts = await capture(subject, await subject.source('custom-collation'));
      expect(facts.sourceCheck.result).to.equal('inconclusive');
      expect(facts.sourceCheck.detail).to.include('house');
    });

    it('records a check of level none as inconclusive', async () => {
      const facts = await capture(subject, await subject.source('damaged'), { sourceCheck: 'none' });
      expect(facts.sourceCheck).to.include({ level: 'none', result: 'inconclusive' });
    });

    it('throws BackupDirectoryException when the destination has not enough space', async function () {
      const source = await subject.source('sound');
      if (!(await subject.fillDisk())) this.skip();
      await expectRefusal(
        subject,
        capture(subject, source, { compression: 'none' }),
        BackupDirectoryException,
      );
    });

    it('throws BackupCreationException when the artifact exceeds maxStoredBytes', async () => {
      const outcome = capture(subject, await subject.source('sound'), { maxStoredBytes: 100 });
      const { hint } = await expectRefusal(subject, outcome, BackupCreationException);
      expect(hint).to.include('max_backup_size_mb');
    });
  });
}
