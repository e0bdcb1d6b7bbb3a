import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type {
  ArtifactExtractor,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  StoredArtifact,
} from '../../../src/application/ports/artifact-extractor.ts';
import type { OpenArtifact } from '../../../src/application/ports/backup-store.ts';
import { COMPRESSIONS } from '../../../src/domain/backup/compression.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../../src/domain/exceptions/decryption-key-exception.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

type Form = Pick<StoredArtifact, 'compression' | 'isEncrypted'>;

export interface ChainSubject {
  /** Opens encrypted artifacts. */
  readonly extractor: ArtifactExtractor;
  readonly withoutIdentity: ArtifactExtractor;
  /** Of the deltas that it stores. */
  readonly pageSize: number;
  /** The first image as a full, each next one as a delta of the one before. */
  storeChain(images: readonly Buffer[], form: Form): Promise<readonly StoredArtifact[]>;
  /** Changes content so that the adapter can see it. */
  damage(path: string): Promise<void>;
  /** A path without a file. */
  newPath(): string;
  read(path: string): Promise<Uint8Array | undefined>;
  /** All files below the folder of the paths. */
  files(): Promise<readonly string[]>;
  freeBytes(): Promise<number>;
  dispose(): Promise<void>;
}

const PAGE = 512;
/** A page size of 512 in the header, and pages of one byte value each. */
function imageOf(...values: readonly number[]): Buffer {
  const image = Buffer.concat(values.map((value) => Buffer.alloc(PAGE, value)));
  image.write('SQLite format 3\0', 0, 'latin1');
  image.writeUInt16BE(PAGE, 16);
  return image;
}

/** Change, growth, shrink, and growth again over pages that the full still has. */
const IMAGES = [
  imageOf(1, 2, 3, 4, 5, 6),
  imageOf(1, 20, 3, 4, 5, 60),
  imageOf(9, 20, 3, 40, 5, 60, 70, 80),
  imageOf(9, 20, 31),
  imageOf(9, 22, 31, 41, 51, 61),
] as const;
const NEWEST = IMAGES[4];
const { signal } = new AbortController();
const FORMS: readonly Form[] = COMPRESSIONS.flatMap((compression) => [
  { compression },
  { compression, isEncrypted: true },
]);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function describeChains(name: string, create: () => Promise<ChainSubject>): void {
  describe(`${name} with chains`, () => {
    let subject: ChainSubject;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(() => subject.dispose());

    const requestOf = (chain: readonly StoredArtifact[], image: Buffer = NEWEST): ExtractRequest => {
      const [full, ...deltas] = chain;
      const scratchPath = subject.newPath();
      return {
        ...full!,
        destinationPath: subject.newPath(),
        chain: { deltas, databaseBytes: image.length, scratchPath },
      };
    };
    const extract = (request: ExtractRequest, options: Partial<ExtractOptions> = {}): Promise<ExtractFacts> =>
      subject.extractor.extract(request, { signal, ...options });
    const bytesOf = async (path: string): Promise<Buffer> => Buffer.from((await subject.read(path))!);
    /** The same artifact, of a store without paths; it may fail halfway. */
    const opened = async (artifact: StoredArtifact, failure?: Error): Promise<StoredArtifact> => {
      const stored = await bytesOf(artifact.artifactPath);
      return { ...artifact, opened: artifactOf(stored, failure) };
    };
    /** The failure names the file and leaves no file. */
    const refused = async (request: ExtractRequest, ofPath: string | undefined): Promise<Error> => {
      const before = await subject.files();
      const error = await rejectionOf(extract(request));
      expect(error).to.be.instanceOf(BackupVerificationException);
      if (ofPath !== undefined) expect((error as Error).message).to.include(ofPath);
      expect(await subject.files()).to.deep.equal(before);
      return error as Error;
    };

    for (const form of FORMS) {
      const title = `${form.compression}${form.isEncrypted === true ? ', encrypted' : ''}`;

      it(`rebuilds the database of a delta from its chain in one pass: ${title}`, async () => {
        const chain = await subject.storeChain(IMAGES, form);
        for (const [index, image] of IMAGES.entries()) {
          if (index === 0) continue;
          const request = requestOf(chain.slice(0, index + 1), image);
          const before = await subject.files();
          const facts = await extract(request);
          expect((await bytesOf(request.destinationPath!)).equals(image)).to.equal(true);
          expect(await subject.files()).to.deep.equal([...before, request.destinationPath].sort());
          const stored = await Promise.all(chain.map(({ artifactPath }) => bytesOf(artifactPath)));
          expect(facts).to.include({
            storedBytes: stored[0]!.length,
            storedSha256: sha256(stored[0]!),
            databaseBytes: image.length,
            databaseSha256: sha256(image),
          });
          const { pageSize } = subject;
          expect(facts.deltas!.map((delta) => ({ ...delta, frames: 0 }))).to.deep.equal(
            stored.slice(1, index + 1).map((bytes, at) => ({
              storedBytes: bytes.length,
              storedSha256: sha256(bytes),
              frames: 0,
              pageSize,
              pageCount: IMAGES[at + 1]!.length / pageSize,
            })),
          );
        }
      });

      it(`rebuilds the database of a delta from its chain in one pass: from a store without paths, ${title}`, async () => {
        const chain = await subject.storeChain(IMAGES, form);
        const request = requestOf(await Promise.all(chain.map((artifact) => opened(artifact))));
        const facts = await extract(request);
        expect(facts.databaseSha256).to.equal(sha256(NEWEST));
        expect((await bytesOf(request.destinationPath!)).equals(NEWEST)).to.equal(true);
        expect(facts.deltas).to.have.lengthOf(4);
      });

      it(`checks a delta alone without its chain: ${title}`, async () => {
        const chain = await subject.storeChain(IMAGES.slice(0, 2), form);
        const delta = chain[1]!;
        const stored = await bytesOf(delta.artifactPath);
        const done: number[] = [];
        for (const artifact of [delta, await opened(delta)]) {
          const facts = await subject.extractor.examineDelta(artifact, {
            signal,
            onProgress: (doneBytes) => done.push(doneBytes),
          });
          expect(facts.frames).to.be.greaterThan(0);
          expect({ ...facts, frames: 0 }).to.deep.equal({
            storedBytes: stored.length,
            storedSha256: sha256(stored),
            frames: 0,
            pageSize: subject.pageSize,
            pageCount: IMAGES[1].length / subject.pageSize,
          });
          expect(done.at(-1)).to.equal(stored.length);
        }
      });

      it(`checks a delta alone without its chain: a damaged one is named, ${title}`, async () => {
        const [, delta] = await subject.storeChain(IMAGES.slice(0, 2), form);
        await subject.damage(delta!.artifactPath);
        const error = await rejectionOf(subject.extractor.examineDelta(delta!, { signal }));
        expect(error).to.be.instanceOf(BackupVerificationException);
        expect((error as Error).message).to.include(delta!.artifactPath);
      });

      it(`refuses a delta that was made for another parent: ${title}`, async () => {
        const chain = await subject.storeChain(IMAGES.slice(0, 2), form);
        const [foreign] = await subject.storeChain([imageOf(1, 2, 33, 4, 5, 6)], form);
        await refused(requestOf([foreign!, chain[1]!], IMAGES[1]), chain[1]!.artifactPath);
      });

      it(`leaves nothing at the destination after a failure: a damaged delta is named, ${title}`, async () => {
        for (const at of [1, 2, 4]) {
          const chain = await subject.storeChain(IMAGES, form);
          await subject.damage(chain[at]!.artifactPath);
          await refused(requestOf(chain), chain[at]!.artifactPath);
        }
      });
    }

    it('refuses a delta that was made for another parent: swapped deltas', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const [full, first, second] = chain;
      await refused(requestOf([full!, second!, first!], IMAGES[1]), undefined);
    });

    it('refuses a delta that was made for another parent: one between is left out', async () => {
      const chain = await subject.storeChain(IMAGES.slice(0, 3), { compression: 'gzip' });
      await refused(requestOf([chain[0]!, chain[2]!], IMAGES[2]), chain[2]!.artifactPath);
    });

    it('passes the content of a chain in order', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const pieces: Buffer[] = [];
      const before = await subject.files();
      const facts = await extract(
        { ...requestOf(chain), destinationPath: undefined },
        {
          onContent: async (bytes) => {
            await setImmediate();
            pieces.push(Buffer.from(bytes));
          },
        },
      );
      expect(Buffer.concat(pieces).equals(NEWEST)).to.equal(true);
      expect(facts.databaseSha256).to.equal(sha256(NEWEST));
      expect(await subject.files()).to.deep.equal(before);
    });

    it('only measures a chain without a destination', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const before = await subject.files();
      const request = { ...requestOf(chain), destinationPath: undefined, digests: 'database' } as const;
      const facts = await extract(request);
      expect(facts.databaseSha256).to.equal(sha256(NEWEST));
      expect(facts.storedSha256).to.equal(undefined);
      expect(facts.deltas!.map(({ storedSha256 }) => storedSha256)).to.deep.equal(Array(4).fill(undefined));
      expect(await subject.files()).to.deep.equal(before);
    });

    it('reports the stored bytes of the whole chain', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const stored = await Promise.all(chain.map(({ artifactPath }) => bytesOf(artifactPath)));
      const total = stored.reduce((sum, { length }) => sum + length, 0);
      const done: number[] = [];
      await extract(requestOf(chain), {
        onProgress: (doneBytes, totalBytes) => {
          expect(totalBytes).to.equal(total);
          done.push(doneBytes);
        },
      });
      expect(done.at(-1)).to.equal(total);
      expect(done).to.deep.equal([...done].sort((left, right) => left - right));
    });

    it('throws BackupNotFoundException when a delta is missing', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const missing = { artifactPath: subject.newPath(), compression: 'gzip' } as const;
      const before = await subject.files();
      const error = await rejectionOf(extract(requestOf([chain[0]!, missing, chain[2]!])));
      expect(error).to.be.instanceOf(BackupNotFoundException);
      expect(await subject.files()).to.deep.equal(before);
      const alone = await rejectionOf(subject.extractor.examineDelta(missing, { signal }));
      expect(alone).to.be.instanceOf(BackupNotFoundException);
    });

    it('throws DecryptionKeyException when nothing opens a delta', async () => {
      const form = { compression: 'gzip', isEncrypted: true } as const;
      const chain = await subject.storeChain(IMAGES.slice(0, 2), form);
      const keyless = chain.map((artifact) => ({ ...artifact, fileKey: undefined }));
      const before = await subject.files();
      const error = await rejectionOf(
        subject.withoutIdentity.extract(requestOf(keyless, IMAGES[1]), { signal }),
      );
      expect(error).to.be.instanceOf(DecryptionKeyException);
      expect(await subject.files()).to.deep.equal(before);
      const alone = await rejectionOf(subject.withoutIdentity.examineDelta(keyless[1]!, { signal }));
      expect(alone).to.be.instanceOf(DecryptionKeyException);
      const byKeys = await subject.withoutIdentity.extract(requestOf(chain, IMAGES[1]), { signal });
      expect(byKeys.databaseSha256).to.equal(sha256(IMAGES[1]));
    });

    it('leaves nothing at the destination after a failure: a store fails within a delta', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'none' });
      const failure = new StoreException('the connection ended', { hint: 'Try again.' });
      const artifacts = await Promise.all(
        chain.map((artifact, index) => opened(artifact, index === 2 ? failure : undefined)),
      );
      const before = await subject.files();
      expect(await rejectionOf(extract(requestOf(artifacts)))).to.equal(failure);
      expect(await subject.files()).to.deep.equal(before);
      expect(await rejectionOf(subject.extractor.examineDelta(artifacts[2]!, { signal }))).to.equal(failure);
    });

    it('leaves nothing at the destination after a failure: the signal aborts within a chain', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const controller = new AbortController();
      const reason = new Error('enough');
      const before = await subject.files();
      const options = {
        signal: controller.signal,
        onProgress: () => {
          controller.abort(reason);
        },
      };
      expect(await rejectionOf(subject.extractor.extract(requestOf(chain), options))).to.equal(reason);
      expect(await subject.files()).to.deep.equal(before);
    });

    it('stops before the reserve is used up: within a chain', async () => {
      const chain = await subject.storeChain(IMAGES, { compression: 'gzip' });
      const before = await subject.files();
      for (const databaseBytes of [undefined, NEWEST.length]) {
        const reserve = { freeBytes: (await subject.freeBytes()) * 2, databaseBytes };
        const error = await rejectionOf(extract({ ...requestOf(chain), reserve }));
        expect(error).to.be.instanceOf(BackupDirectoryException);
        expect(await subject.files()).to.deep.equal(before);
      }
    });
  });
}

function artifactOf(stored: Buffer, failure: Error | undefined): OpenArtifact {
  return {
    sizeBytes: stored.length,
    read: async function* (start, end) {
      for (let at = start; at < end; at += 100) {
        await setImmediate();
        if (failure !== undefined && at >= stored.length / 2) throw failure;
        yield stored.subarray(at, Math.min(at + 100, end));
      }
    },
    close: () => Promise.resolve(),
  };
}
