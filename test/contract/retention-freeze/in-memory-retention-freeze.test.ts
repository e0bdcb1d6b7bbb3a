import { InMemoryRetentionPause } from '../../../src/adapters/outbound/retention-pause/in-memory-retention-pause.ts';
import { describeRetentionFreeze } from './retention-freeze.contract.ts';

describeRetentionFreeze('InMemoryRetentionPause', () => {
  const freeze = new InMemoryRetentionPause();
  return {
    freeze,
    makeSuspicious: (database) => {
      freeze.freeze(database, 'its source shrank');
      return Promise.resolve();
    },
    makeUnreadable: undefined,
  };
});
