import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemArtifactReader } from '../../../src/adapters/outbound/artifact-reader/filesystem-artifact-reader.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeArtifactReader } from './artifact-reader.contract.ts';

/** Smaller than the content: it comes in several pieces. */
const CHUNK_BYTES = 3;

describeArtifactReader('FilesystemArtifactReader', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'artifact-reader-'));
  return {
    reader: new FilesystemArtifactReader(CHUNK_BYTES),
    put: async (content) => {
      await writeFile(join(directory, 'file'), content);
      return join(directory, 'file');
    },
    remove: async (path) => rm(path),
    dispose: async () => rm(directory, { recursive: true }),
  };
});

describe('FilesystemArtifactReader', () => {
  const reader = new FilesystemArtifactReader(CHUNK_BYTES);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'artifact-reader-'));
    await writeFile(join(directory, 'file'), '0123456789');
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('does not follow a link in the place of a file', async () => {
    await symlink(join(directory, 'file'), join(directory, 'link'));
    expect(await rejectionOf(reader.open(join(directory, 'link')))).to.be.instanceOf(
      BackupDirectoryException,
    );
  });

  it('throws when a file became shorter', async () => {
    const artifact = await reader.open(join(directory, 'file'));
    await truncate(join(directory, 'file'), 4);
    const reading = (async () => {
      for await (const piece of artifact.read(0, 10)) expect(piece.length).to.be.above(0);
    })();
    expect(await rejectionOf(reading)).to.be.instanceOf(BackupDirectoryException);
    await artifact.close();
  });
});
