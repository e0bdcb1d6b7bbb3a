import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'mocha';
import { SftpObjectStorage } from '../../../src/adapters/outbound/object-storage/sftp-object-storage.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { useSftpServer } from '../../support/sftp-server.ts';
import { describeBackupStore } from './backup-store.contract.ts';
import { createObjectStorageSubject } from './object-storage-subject.ts';

describe('ObjectBackupStore with OpenSSH', () => {
  const server = useSftpServer();

  describeBackupStore(
    'ObjectBackupStore over SFTP',
    async () => {
      const folder = randomUUID();
      await mkdir(join(server().root, folder));
      const storage = new SftpObjectStorage(await server().options(folder));
      let isReadOnly = false;
      const makeReadOnly = async () => {
        isReadOnly = true;
        await server().restart('read-only');
      };
      return createObjectStorageSubject(storage, {
        refuseWrites: makeReadOnly,
        refuseRemoval: makeReadOnly,
        dispose: async () => {
          await storage.close();
          if (isReadOnly) await server().restart();
        },
      });
    },
    { commit: 'manifest', failure: StoreException },
  );
});
