import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ArtifactExtractor, ExtractRequest } from '../../../src/application/ports/artifact-extractor.ts';
import { COMPRESSIONS, type Compression } from '../../../src/domain/backup/compression.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { DecryptionKeyException } from '../../../src/domain/exceptions/decryption-key-exception.ts';
import { sha256 } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface EncryptedArtifactsSubject {
  /** With the identity that opens its artifacts. */
  readonly extractor: ArtifactExtractor;
  /** The same without an identity. */
  readonly withoutIdentity: ArtifactExtractor;
  storeEncrypted(
    image: Uint8Array,
    compression: Compression,
  ): Promise<{ readonly path: string; readonly fileKey: string }>;
  /** Changes a byte of the content, or cuts the artifact off. */
  damage(path: string): Promise<void>;
  destination(): string;
  read(path: string): Promise<Uint8Array | undefined>;
  dispose(): Promise<void>;
}

const IMAGE = Buffer.concat([
  Buffer.from('SQLite format 3\0'),
  Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) >> 7)),
]);

export function describeEncryptedArtifacts(
  name: string,
  create: () => Promise<EncryptedArtifactsSubject>,
): void {
  describe(`${name} with encrypted artifacts`, () => {
    let subject: EncryptedArtifactsSubject;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(() => subject.dispose());

    const signal = new AbortController().signal;
    const open = (extractor: ArtifactExtractor, request: Omit<ExtractRequest, 'isEncrypted'>) =>
      extractor.extract({ ...request, isEncrypted: true }, { signal });

    for (const compression of COMPRESSIONS) {
      for (const opener of ['identity', 'file key']) {
        it(`opens an encrypted artifact with its file key or a configured identity: ${opener}, ${compression}`, async () => {
          const { path, fileKey } = await subject.storeEncrypted(IMAGE, compression);
          const destinationPath = subject.destination();
          const isByKey = opener === 'file key';
          const request = { artifactPath: path, compression, destinationPath };
          const facts = isByKey
            ? await open(subject.withoutIdentity, { ...request, fileKey })
            : await open(subject.extractor, request);
          const stored = (await subject.read(path))!;
          expect(facts).to.deep.equal({
            storedBytes: stored.length,
            storedSha256: sha256(stored),
            databaseBytes: IMAGE.length,
            databaseSha256: sha256(IMAGE),
          });
          expect(sha256((await subject.read(destinationPath))!)).to.equal(sha256(IMAGE));
        });
      }

      it(`gives the content of an encrypted artifact in order: ${compression}`, async () => {
        const { path } = await subject.storeEncrypted(IMAGE, compression);
        const pieces: Buffer[] = [];
        await subject.extractor.extract(
          { artifactPath: path, compression, isEncrypted: true, destinationPath: undefined },
          {
            signal,
            onContent: async (bytes) => {
              pieces.push(Buffer.from(bytes));
              return Promise.resolve();
            },
          },
        );
        expect(Buffer.concat(pieces).equals(IMAGE)).to.equal(true);
      });

      it(`refuses an encrypted artifact that was changed or cut off: ${compression}`, async () => {
        const { path } = await subject.storeEncrypted(IMAGE, compression);
        await subject.damage(path);
        const destinationPath = subject.destination();
        const opening = open(subject.extractor, { artifactPath: path, compression, destinationPath });
        const error = await rejectionOf(opening);
        expect(error).to.be.instanceOf(BackupVerificationException);
        expect((error as Error).message).to.include(path);
        expect(await subject.read(destinationPath)).to.equal(undefined);
      });

      it(`throws DecryptionKeyException without an identity: ${compression}`, async () => {
        const { path } = await subject.storeEncrypted(IMAGE, compression);
        const destinationPath = subject.destination();
        const opening = open(subject.withoutIdentity, { artifactPath: path, compression, destinationPath });
        const error = await rejectionOf(opening);
        expect(error).to.be.instanceOf(DecryptionKeyException);
        expect((error as DecryptionKeyException).hint).to.include('encryption_identity_file');
        expect(await subject.read(destinationPath)).to.equal(undefined);
      });
    }

    it('measures an encrypted artifact without a key', async () => {
      const { path } = await subject.storeEncrypted(IMAGE, 'gzip');
      const stored = (await subject.read(path))!;
      const done: number[] = [];
      const facts = await subject.withoutIdentity.measure(
        { artifactPath: path },
        {
          signal,
          onProgress: (doneBytes) => done.push(doneBytes),
        },
      );
      expect(facts).to.deep.equal({ storedBytes: stored.length, storedSha256: sha256(stored) });
      expect(done.at(-1)).to.equal(stored.length);
    });

    it('measures nothing where no artifact is, and stops at the signal', async () => {
      const missing = await rejectionOf(
        subject.withoutIdentity.measure({ artifactPath: subject.destination() }, { signal }),
      );
      expect(missing).to.be.instanceOf(BackupNotFoundException);
      const { path } = await subject.storeEncrypted(IMAGE, 'gzip');
      const controller = new AbortController();
      const reason = new Error('enough');
      controller.abort(reason);
      const { signal: aborted } = controller;
      expect(
        await rejectionOf(subject.withoutIdentity.measure({ artifactPath: path }, { signal: aborted })),
      ).to.equal(reason);
    });
  });
}
