import { InMemoryRetentionFreeze } from '../../../src/adapters/outbound/retention-freeze/in-memory-retention-freeze.ts';
import { describeRetentionFreeze } from './retention-freeze.contract.ts';

describeRetentionFreeze('InMemoryRetentionFreeze', () => {
  const freeze = new InMemoryRetentionFreeze();
  return {
    freeze,
    makeSuspicious: (database) => {
      freeze.freeze(database, 'its source shrank');
      return Promise.resolve();
    },
    makeUnreadable: undefined,
  };
});
