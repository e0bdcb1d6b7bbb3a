import {
  InMemoryRunHistory,
  type RememberedRecord,
} from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { describeRunJournal } from './run-history.contract.ts';

describeRunJournal('InMemoryRunHistory', () => {
  const records: RememberedRecord[] = [];
  const journals: InMemoryRunHistory[] = [];
  return Promise.resolve({
    createJournal: (maxRuns) => {
      const journal = new InMemoryRunHistory(records, maxRuns);
      journal.deadProcesses.add('dead');
      journals.push(journal);
      return journal;
    },
    createJournalOfDead: () => new InMemoryRunHistory(records, undefined, 'dead'),
    createJournalOfStranger: () => new InMemoryRunHistory(records, undefined, 'stranger'),
    makeUnwritable: () => {
      for (const journal of journals) journal.unwritable = true;
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  });
});
