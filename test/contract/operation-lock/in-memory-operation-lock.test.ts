import {
  InMemoryOperationLock,
  type HeldOperations,
} from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { describeOperationLock } from './operation-lock.contract.ts';

describeOperationLock('InMemoryOperationLock', () => {
  const held: HeldOperations = new Map();
  const locks: InMemoryOperationLock[] = [];
  return Promise.resolve({
    createLock: () => {
      const lock = new InMemoryOperationLock(held);
      locks.push(lock);
      return lock;
    },
    crossProcess: undefined,
    takeAway: (_lock, database) => {
      locks[0]?.lose(database);
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  });
});
