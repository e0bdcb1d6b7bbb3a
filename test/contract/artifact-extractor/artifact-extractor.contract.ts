import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { setImmediate } from 'node:timers/promises';
import type { ArtifactExtractor, ExtractFacts } from '../../../src/application/ports/artifact-extractor.ts';
import type { OpenArtifact } from '../../../src/application/ports/backup-store.ts';
import { COMPRESSIONS, type Compression } from '../../../src/domain/backup/compression.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface ArtifactExtractorSubject {
  readonly extractor: ArtifactExtractor;
  /** A stored artifact of this image. */
  store(image: Uint8Array, compression: Compression): Promise<string>;
  /** A stored artifact of two members or frames; `undefined` where there is no such thing. */
  readonly storeInTwo?: (image: Uint8Array, compression: Compression) => Promise<string>;
  /** Cuts an artifact off, or changes bytes that must be right. */
  damage(path: string): Promise<void>;
  /** A path without a file. */
  destination(): string;
  /** A path where no file can be created. */
  unwritableDestination(): Promise<string>;
  read(path: string): Promise<Uint8Array | undefined>;
  /** Free bytes on the disk of the destinations. */
  freeBytes(): Promise<number>;
  dispose(): Promise<void>;
}

const IMAGE = Buffer.concat([
  Buffer.from('SQLite format 3\0'),
  Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * index) >> 7)),
]);

const { signal } = new AbortController();
/** Of an artifact without a path. */
const NAME = 's3://bucket/box/app/app-20261122T210800123Z.db';

/** Comes in small pieces, and may fail after half of them. */
function artifactOf(stored: Uint8Array, failure?: Error): OpenArtifact {
  return {
    sizeBytes: stored.length,
    read: async function* (start, end) {
      for (let at = start; at < end; at += 100) {
        await setImmediate();
        if (failure !== undefined && at > stored.length / 2) throw failure;
        yield stored.slice(at, Math.min(at + 100, end));
      }
    },
    close: () => Promise.resolve(),
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function describeArtifactExtractor(
  name: string,
  create: () => Promise<ArtifactExtractorSubject>,
): void {
  describe(`${name} is an ArtifactExtractor`, () => {
    let subject: ArtifactExtractorSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(() => subject.dispose());

    const extract = (
      artifactPath: string,
      compression: Compression,
      destinationPath?: string,
      controller = new AbortController(),
      onProgress: (doneBytes: number, totalBytes: number) => void = () => {},
    ): Promise<ExtractFacts> =>
      subject.extractor.extract(
        { artifactPath, compression, destinationPath },
        { signal: controller.signal, onProgress },
      );

    it('supports every compression of this runtime', () => {
      expect([...subject.extractor.supports.compressions].sort()).to.deep.equal([...COMPRESSIONS].sort());
    });

    for (const compression of COMPRESSIONS) {
      describe(`with ${compression}`, () => {
        it('measures stored file and database', async () => {
          const path = await subject.store(IMAGE, compression);
          const stored = (await subject.read(path))!;
          expect(await extract(path, compression)).to.deep.equal({
            storedBytes: stored.length,
            storedSha256: sha256(stored),
            databaseBytes: IMAGE.length,
            databaseSha256: sha256(IMAGE),
          });
        });

        it('passes the content in order, one piece at a time', async () => {
          const path = await subject.store(IMAGE, compression);
          const pieces: Buffer[] = [];
          let isBusy = false;
          const facts = await subject.extractor.extract(
            { artifactPath: path, compression, destinationPath: undefined },
            {
              signal: new AbortController().signal,
              onContent: async (bytes) => {
                expect(isBusy).to.equal(false);
                isBusy = true;
                await setImmediate();
                pieces.push(Buffer.from(bytes));
                isBusy = false;
              },
            },
          );
          expect(Buffer.concat(pieces).equals(IMAGE)).to.equal(true);
          expect(facts).to.include({ databaseBytes: IMAGE.length, databaseSha256: sha256(IMAGE) });
        });

        it('ends when the consumer of the content fails', async () => {
          const path = await subject.store(IMAGE, compression);
          const refusal = new BackupDirectoryException('the pipe is closed', { hint: 'Keep it open.' });
          const outcome = subject.extractor.extract(
            { artifactPath: path, compression, destinationPath: undefined },
            { signal: new AbortController().signal, onContent: () => Promise.reject(refusal) },
          );
          expect(await rejectionOf(outcome)).to.equal(refusal);
        });

        it("skips the digest of the stored file when only the database's is requested", async () => {
          const path = await subject.store(IMAGE, compression);
          const facts = await subject.extractor.extract(
            { artifactPath: path, compression, destinationPath: subject.destination(), digests: 'database' },
            { signal: new AbortController().signal },
          );
          expect(facts.storedSha256).to.equal(undefined);
          expect(facts.databaseSha256).to.equal(sha256(IMAGE));
        });

        it('reads the open artifact of a store as it comes, without a copy', async () => {
          const stored = (await subject.read(await subject.store(IMAGE, compression)))!;
          const destinationPath = subject.destination();
          const done: number[] = [];
          const facts = await subject.extractor.extract(
            { artifactPath: NAME, opened: artifactOf(stored), compression, destinationPath },
            { signal, onProgress: (doneBytes) => done.push(doneBytes) },
          );
          expect(facts).to.deep.equal({
            storedBytes: stored.length,
            storedSha256: sha256(stored),
            databaseBytes: IMAGE.length,
            databaseSha256: sha256(IMAGE),
          });
          expect(sha256((await subject.read(destinationPath))!)).to.equal(sha256(IMAGE));
          expect(done.at(-1)).to.equal(stored.length);
        });

        it('measures the open artifact of a store', async () => {
          const stored = (await subject.read(await subject.store(IMAGE, compression)))!;
          const source = { artifactPath: NAME, opened: artifactOf(stored) };
          expect(await subject.extractor.measure(source, { signal })).to.deep.equal({
            storedBytes: stored.length,
            storedSha256: sha256(stored),
          });
        });

        it('leaves nothing at the destination after a failure: the store fails midway', async () => {
          const stored = (await subject.read(await subject.store(IMAGE, compression)))!;
          const destinationPath = subject.destination();
          const failure = new StoreException('the connection ended', { hint: 'Try again.' });
          const opened = artifactOf(stored, failure);
          const request = { artifactPath: NAME, opened, compression, destinationPath };
          expect(await rejectionOf(subject.extractor.extract(request, { signal }))).to.equal(failure);
          expect(await subject.read(destinationPath)).to.equal(undefined);
          expect(await rejectionOf(subject.extractor.measure(request, { signal }))).to.equal(failure);
        });

        it('leaves the artifact unchanged', async () => {
          const path = await subject.store(IMAGE, compression);
          const before = await subject.read(path);
          await extract(path, compression, subject.destination());
          expect(await subject.read(path)).to.deep.equal(before);
        });

        it('writes the complete database to the destination', async () => {
          const path = await subject.store(IMAGE, compression);
          const destination = subject.destination();
          const facts = await extract(path, compression, destination);
          expect(sha256((await subject.read(destination))!)).to.equal(sha256(IMAGE));
          expect(facts.databaseSha256).to.equal(sha256(IMAGE));
        });

        it('reports the stored bytes read so far, all of them at the end', async () => {
          const path = await subject.store(IMAGE, compression);
          const { length } = (await subject.read(path))!;
          const done: number[] = [];
          await extract(path, compression, undefined, undefined, (doneBytes, totalBytes) => {
            expect(totalBytes).to.equal(length);
            done.push(doneBytes);
          });
          expect(done.at(-1)).to.equal(length);
          expect(done).to.deep.equal([...done].sort((left, right) => left - right));
        });

        it('leaves nothing at the destination after a failure: BackupNotFoundException for a missing artifact', async () => {
          const destination = subject.destination();
          const error = await rejectionOf(extract(subject.destination(), compression, destination));
          expect(error).to.be.instanceOf(BackupNotFoundException);
          expect(await subject.read(destination)).to.equal(undefined);
        });

        it('leaves nothing at the destination after a failure: the signal aborted before', async () => {
          const path = await subject.store(IMAGE, compression);
          const controller = new AbortController();
          const reason = new Error('enough');
          controller.abort(reason);
          const destination = subject.destination();
          expect(await rejectionOf(extract(path, compression, destination, controller))).to.equal(reason);
          expect(await subject.read(destination)).to.equal(undefined);
        });

        it('leaves nothing at the destination after a failure: the signal aborts midway', async () => {
          const path = await subject.store(IMAGE, compression);
          const controller = new AbortController();
          const reason = new Error('enough');
          const destination = subject.destination();
          const extracting = extract(path, compression, destination, controller, () => {
            controller.abort(reason);
          });
          expect(await rejectionOf(extracting)).to.equal(reason);
          expect(await subject.read(destination)).to.equal(undefined);
        });

        it('throws BackupDirectoryException when the destination is not writable', async () => {
          const path = await subject.store(IMAGE, compression);
          const destination = await subject.unwritableDestination();
          const error = await rejectionOf(extract(path, compression, destination));
          expect(error).to.be.instanceOf(BackupDirectoryException);
          expect((error as BackupDirectoryException).hint).not.to.equal('');
        });

        for (const databaseBytes of [undefined, IMAGE.length]) {
          const size = databaseBytes === undefined ? 'unknown' : 'known';

          it(`stops before the reserve is used up: ${size} size`, async () => {
            const path = await subject.store(IMAGE, compression);
            const destination = subject.destination();
            // Other programs write to a real disk too: the reserve exceeds the free space by more than the
            // image.
            const reserve = { freeBytes: (await subject.freeBytes()) * 2, databaseBytes };
            const outcome = subject.extractor.extract(
              { artifactPath: path, compression, destinationPath: destination, reserve },
              { signal: new AbortController().signal },
            );
            const error = await rejectionOf(outcome);
            expect(error).to.be.instanceOf(BackupDirectoryException);
            expect((error as BackupDirectoryException).message).to.include('must stay free');
            expect(await subject.read(destination)).to.equal(undefined);
          });

          it(`completes the destination while the reserve stays free: ${size} size`, async () => {
            const path = await subject.store(IMAGE, compression);
            const destination = subject.destination();
            const reserve = { freeBytes: Math.floor((await subject.freeBytes()) / 2), databaseBytes };
            await subject.extractor.extract(
              { artifactPath: path, compression, destinationPath: destination, reserve },
              { signal: new AbortController().signal },
            );
            expect(sha256((await subject.read(destination))!)).to.equal(sha256(IMAGE));
          });
        }

        it('ignores the reserve without a destination', async () => {
          const path = await subject.store(IMAGE, compression);
          const reserve = { freeBytes: (await subject.freeBytes()) * 2, databaseBytes: IMAGE.length };
          const facts = await subject.extractor.extract(
            { artifactPath: path, compression, destinationPath: undefined, reserve },
            { signal: new AbortController().signal },
          );
          expect(facts.databaseSha256).to.equal(sha256(IMAGE));
        });

        if (compression === 'none') return;

        it('decompresses every member and frame', async function () {
          if (subject.storeInTwo === undefined) return this.skip();
          const path = await subject.storeInTwo(IMAGE, compression);
          const destination = subject.destination();
          const facts = await extract(path, compression, destination);
          expect(facts.databaseSha256).to.equal(sha256(IMAGE));
          expect(sha256((await subject.read(destination))!)).to.equal(sha256(IMAGE));
        });

        it('leaves nothing at the destination after a failure: BackupVerificationException for damaged content', async () => {
          const path = await subject.store(IMAGE, compression);
          await subject.damage(path);
          const destination = subject.destination();
          const error = await rejectionOf(extract(path, compression, destination));
          expect(error).to.be.instanceOf(BackupVerificationException);
          expect((error as BackupVerificationException).message).to.include(path);
          expect(await subject.read(destination)).to.equal(undefined);
        });
      });
    }
  });
}
