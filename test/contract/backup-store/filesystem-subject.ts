import { access, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FilesystemBackupStore } from '../../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import type { BackupStoreSubject } from './backup-store.contract.ts';

/** A store on a directory that does not exist yet, in a temporary folder. */
export async function createFilesystemSubject(): Promise<BackupStoreSubject & { directory: string }> {
  const folder = await makeFolder();
  const directory = join(folder, 'backup');
  const staging = join(directory, '.state', 'staging');
  let staged = 0;
  const write = async (name: string, content: string) => {
    const path = resolve(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  };
  return {
    directory,
    createStore: () => new FilesystemBackupStore(directory),
    stage: async (content) => {
      staged += 1;
      const path = join(directory, '.state', `staged-${staged}`);
      await write(path, content);
      return path;
    },
    isStaged: (path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    read: (name) => readFile(resolve(directory, name), 'utf8').catch(() => undefined),
    write,
    remove: (name) => rm(join(directory, name)),
    files: async () => {
      const names = await readdir(directory).catch(() => []);
      return names.filter((name) => name !== '.state').sort();
    },
    // A file in the place of the staging directory: even root cannot write there.
    refuseWrites: async () => {
      await rm(staging, { recursive: true, force: true });
      await write(staging, '');
    },
    // A directory in the place of the file: even root cannot unlink it.
    refuseRemoval: async (name) => {
      await rename(join(directory, name), join(folder, 'aside'));
      await mkdir(join(directory, name));
    },
    dispose: () => removeFolder(folder),
  };
}
