import {
  InMemoryOperationLock,
  type HeldOperations,
} from '../../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { describeOperationLock } from './operation-lock.contract.ts';

describeOperationLock('InMemoryOperationLock', () => {
  const held: HeldOperations = new Map();
  return Promise.resolve({
    createLock: () => new InMemoryOperationLock(held),
    crossProcess: undefined,
    dispose: () => Promise.resolve(),
  });
});
