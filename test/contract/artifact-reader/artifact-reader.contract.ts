import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ArtifactReader, OpenArtifact } from '../../../src/application/ports/artifact-reader.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface ArtifactReaderSubject {
  readonly reader: ArtifactReader;
  /** Puts a file there and says where. */
  put(content: string): Promise<string>;
  remove(path: string): Promise<void>;
  dispose(): Promise<void>;
}

export function describeArtifactReader(name: string, create: () => Promise<ArtifactReaderSubject>): void {
  describe(`${name} is an ArtifactReader`, () => {
    let subject: ArtifactReaderSubject;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(async () => {
      await subject.dispose();
    });

    const text = async (artifact: OpenArtifact, start: number, end: number): Promise<string> => {
      const pieces: Uint8Array[] = [];
      for await (const piece of artifact.read(start, end)) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };

    it('reads the whole artifact and any part of it, repeatedly', async () => {
      const artifact = await subject.reader.open(await subject.put('0123456789'));
      expect(artifact.sizeBytes).to.equal(10);
      expect(await text(artifact, 0, 10)).to.equal('0123456789');
      expect(await text(artifact, 3, 7)).to.equal('3456');
      expect(await text(artifact, 10, 10)).to.equal('');
      await artifact.close();
      await artifact.close();
    });

    it('keeps an open artifact readable after the file is removed', async () => {
      const path = await subject.put('0123456789');
      const artifact = await subject.reader.open(path);
      await subject.remove(path);
      expect(await text(artifact, 0, 10)).to.equal('0123456789');
      await artifact.close();
    });

    it('returns independent pieces: a change of one does not affect others', async () => {
      const artifact = await subject.reader.open(await subject.put('0123456789'));
      const pieces: Uint8Array[] = [];
      for await (const piece of artifact.read(0, 10)) {
        pieces.push(piece.slice());
        piece.fill(0);
      }
      expect(Buffer.concat(pieces).toString()).to.equal('0123456789');
      const kept: Uint8Array[] = [];
      for await (const piece of artifact.read(0, 10)) kept.push(piece);
      expect(Buffer.concat(kept).toString()).to.equal('0123456789');
      await artifact.close();
    });

    it('throws BackupNotFoundException when the file is missing', async () => {
      const path = await subject.put('x');
      await subject.remove(path);
      expect(await rejectionOf(subject.reader.open(path))).to.be.instanceOf(BackupNotFoundException);
    });
  });
}
