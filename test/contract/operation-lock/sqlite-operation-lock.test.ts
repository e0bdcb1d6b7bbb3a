import { describeOperationLock } from './operation-lock.contract.ts';
import { createProcessLockSubject } from './process-lock-subject.ts';

describeOperationLock('SqliteOperationLock', () => createProcessLockSubject('SqliteOperationLock'));
