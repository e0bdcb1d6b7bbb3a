import { describeBackupStore } from './backup-store.contract.ts';
import { createFilesystemSubject } from './filesystem-subject.ts';

describeBackupStore('FilesystemBackupStore', createFilesystemSubject);
