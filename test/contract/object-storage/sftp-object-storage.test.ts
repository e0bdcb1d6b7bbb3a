import { randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe } from 'mocha';
import { SftpObjectStorage } from '../../../src/adapters/outbound/object-storage/sftp-object-storage.ts';
import { useSftpServer } from '../../support/sftp-server.ts';
import { describeObjectStorage } from './object-storage.contract.ts';

const PASSWORD = 'a-wrong-password';

describe('SftpObjectStorage with OpenSSH', () => {
  const server = useSftpServer();

  describeObjectStorage('SftpObjectStorage', async () => {
    const folder = randomUUID();
    await mkdir(join(server().root, folder));
    const paths = { storage: join(folder, 'backups'), neighbour: join(folder, 'backups-2') };
    const otherKey = await server().key('other_key');
    const refused = { privateKey: otherKey, password: PASSWORD };
    const storages = {
      storage: new SftpObjectStorage(await server().options(paths.storage)),
      neighbour: new SftpObjectStorage(await server().options(paths.neighbour)),
      refused: new SftpObjectStorage(await server().options(paths.storage, refused)),
    };
    return {
      ...storages,
      secrets: [PASSWORD, ...otherKey.split('\n').slice(1, -2), await server().key('user_key')],
      leaveUnfinishedUpload: async (which, key, ageMs) => {
        const path = join(server().root, paths[which], key);
        const temporary = join(dirname(path), `.${basename(path)}.abc.part`);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(temporary, 'half');
        const time = new Date(Date.now() - ageMs);
        await utimes(temporary, time, time);
      },
      countUnfinishedUploads: async () => {
        const names = await readdir(join(server().root, folder), { recursive: true });
        return names.filter((name) => name.endsWith('.part')).length;
      },
      dispose: async () => {
        await Promise.all(Object.values(storages).map((storage) => storage.close()));
      },
    };
  });
});
