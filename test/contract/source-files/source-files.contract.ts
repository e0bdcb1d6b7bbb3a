import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { SourceFiles } from '../../../src/application/ports/source-files.ts';

export interface SourceFilesSubject {
  /** Another reader of the same files at each call. */
  createSourceFiles(): SourceFiles;
  /** An absolute path without a file. */
  newPath(name: string): string;
  write(path: string, content: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  makeLink(path: string, to: string): Promise<void>;
  dispose(): Promise<void>;
}

export function describeSourceFiles(name: string, create: () => Promise<SourceFilesSubject>): void {
  describe(`${name} are SourceFiles`, () => {
    let subject: SourceFilesSubject;
    let sourceFiles: SourceFiles;

    beforeEach(async () => {
      subject = await create();
      sourceFiles = subject.createSourceFiles();
    });

    afterEach(() => subject.dispose());

    it('describes the file at the path', async () => {
      const path = subject.newPath('app.db');
      await subject.write(path, '12345');
      await subject.write(`${path}-wal`, '123');
      await subject.write(subject.newPath('shop.db'), '12345');
      const { identity, ...facts } = await sourceFiles.describe(path);
      expect(identity).to.be.a('string');
      expect((await sourceFiles.describe(path)).identity).to.equal(identity);
      expect((await sourceFiles.describe(subject.newPath('shop.db'))).identity).not.to.equal(identity);
      expect(facts).to.deep.equal({
        path,
        baseName: 'app.db',
        pathDigest: createHash('sha256').update(path).digest('hex'),
        kind: 'file',
        sizeBytes: 5,
        walBytes: 3,
        readable: true,
      });
    });

    it('never throws, also for a missing file', async () => {
      const path = subject.newPath('my 备份.db');
      expect(await sourceFiles.describe(path)).to.include({
        path,
        baseName: 'my 备份.db',
        kind: 'missing',
        sizeBytes: 0,
        walBytes: 0,
        readable: false,
      });
    });

    it('distinguishes a directory from a file', async () => {
      const path = subject.newPath('app.db');
      await subject.makeDirectory(path);
      expect(await sourceFiles.describe(path)).to.include({ path, kind: 'directory', sizeBytes: 0 });
    });

    it('resolves symbolic links, and finds the WAL at the target', async () => {
      const [path, link] = [subject.newPath('app.db'), subject.newPath('link.db')];
      await subject.write(path, '12345');
      await subject.write(`${path}-wal`, '123');
      await subject.makeLink(link, path);
      const facts = await sourceFiles.describe(link);
      expect(facts).to.deep.equal({ ...(await sourceFiles.describe(path)), baseName: 'link.db' });
    });

    it('gives the same path the same digest in every process', async () => {
      const path = subject.newPath('app.db');
      const missing = await sourceFiles.describe(path);
      await subject.write(path, '12345');
      const { pathDigest } = await subject.createSourceFiles().describe(path);
      expect(pathDigest)
        .to.equal(missing.pathDigest)
        .and.to.match(/^[0-9a-f]{64}$/);
      const other = await sourceFiles.describe(subject.newPath('other.db'));
      expect(other.pathDigest).not.to.equal(pathDigest);
    });
  });
}
