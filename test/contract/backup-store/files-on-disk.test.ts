import { existsSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { link, readFile, readdir, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemBackupStore } from '../../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import { EMPTY_STATE } from '../../../src/domain/backup/backup.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { aManifest } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { createFilesystemSubject } from './filesystem-subject.ts';

describe('FilesystemBackupStore owns', () => {
  let subject: Awaited<ReturnType<typeof createFilesystemSubject>>;
  let store: BackupStore;
  let folder: string;
  let filename: string;

  beforeEach(async () => {
    subject = await createFilesystemSubject();
    store = subject.createStore();
    folder = dirname(subject.directory);
    ({ filename } = await store.publish(await subject.stage('content'), aManifest(), EMPTY_STATE));
  });

  afterEach(() => subject.dispose());

  it('data files, records and what is below .state', async () => {
    for (const name of [filename, `${filename}.json`, '.state/api-token', '.state/staging/new']) {
      expect(await store.owns(join(subject.directory, name)), name).to.equal(true);
    }
  });

  it('the same files through symbolic and hard links', async () => {
    await symlink(join(subject.directory, filename), join(folder, 'link.db'));
    await link(join(subject.directory, `${filename}.json`), join(folder, 'hard.db'));
    await symlink(subject.directory, join(folder, 'elsewhere'));
    for (const name of ['link.db', 'hard.db', 'elsewhere/new.db', 'elsewhere/.state/x']) {
      expect(await store.owns(join(folder, name)), name).to.equal(true);
    }
  });

  it('nothing else', async () => {
    await subject.write('notes.txt', 'x');
    for (const path of [
      join(folder, 'app.db'),
      join(subject.directory, 'new.db'),
      join(subject.directory, 'notes.txt'),
    ]) {
      expect(await store.owns(path), path).to.equal(false);
    }
  });
});

describe('FilesystemBackupStore open', () => {
  let subject: Awaited<ReturnType<typeof createFilesystemSubject>>;
  let store: BackupStore;

  beforeEach(async () => {
    subject = await createFilesystemSubject();
    // Smaller than the content, which comes in several pieces.
    store = new FilesystemBackupStore(subject.directory, 3);
  });

  afterEach(() => subject.dispose());

  const publish = async () => store.publish(await subject.stage('0123456789'), aManifest(), EMPTY_STATE);

  it('does not follow a link in the place of a file', async () => {
    const { filename } = await publish();
    await symlink(join(subject.directory, filename), join(subject.directory, 'link.db'));
    const linked = (await store.list()).find((backup) => backup.filename === 'link.db');
    expect(await rejectionOf(store.open(linked!))).to.be.instanceOf(BackupDirectoryException);
  });

  it('throws while reading when the file becomes shorter', async () => {
    const backup = await publish();
    const artifact = await store.open(backup);
    await truncate(join(subject.directory, backup.filename), 4);
    const reading = (async () => {
      for await (const piece of artifact.read(0, 10)) expect(piece.length).to.be.above(0);
    })();
    expect(await rejectionOf(reading)).to.be.instanceOf(BackupDirectoryException);
    await artifact.close();
  });
});

/** A memory file system on Linux. */
const OTHER_FILE_SYSTEM = '/dev/shm';

describe('FilesystemBackupStore publish from another file system', () => {
  let subject: Awaited<ReturnType<typeof createFilesystemSubject>>;
  let folder: string | undefined;

  beforeEach(async () => {
    subject = await createFilesystemSubject();
  });

  afterEach(async () => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
    await subject.dispose();
  });

  it('copies the artifact with its time, and leaves nothing in staging', async function () {
    const isOther =
      existsSync(OTHER_FILE_SYSTEM) && statSync(OTHER_FILE_SYSTEM).dev !== statSync(tmpdir()).dev;
    if (!isOther) return this.skip();
    folder = mkdtempSync(join(OTHER_FILE_SYSTEM, 'backup-store-'));
    const staged = join(folder, 'staged');
    writeFileSync(staged, 'content');
    const writtenAt = new Date('2026-01-02T03:04:05.678Z');
    utimesSync(staged, writtenAt, writtenAt);
    const { filename } = await subject.createStore().publish(staged, aManifest(), EMPTY_STATE);
    expect(await readFile(join(subject.directory, filename), 'utf8')).to.equal('content');
    const modifiedMs = (await subject.createStore().list())[0]?.modifiedAt?.getTime();
    expect(modifiedMs).to.be.closeTo(writtenAt.getTime(), 1);
    expect(existsSync(staged)).to.equal(false);
    expect(await readdir(join(subject.directory, '.state', 'staging'))).to.deep.equal([]);
  });
});
