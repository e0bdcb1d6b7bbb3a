import {
  InMemoryRunJournal,
  type RememberedRecord,
} from '../../../src/adapters/outbound/run-journal/in-memory-run-journal.ts';
import { describeRunJournal } from './run-journal.contract.ts';

describeRunJournal('InMemoryRunJournal', () => {
  const records: RememberedRecord[] = [];
  const journals: InMemoryRunJournal[] = [];
  return Promise.resolve({
    createJournal: (maxRuns) => {
      const journal = new InMemoryRunJournal(records, maxRuns);
      journal.deadProcesses.add('dead');
      journals.push(journal);
      return journal;
    },
    createJournalOfDead: () => new InMemoryRunJournal(records, undefined, 'dead'),
    createJournalOfStranger: () => new InMemoryRunJournal(records, undefined, 'stranger'),
    makeUnwritable: () => {
      for (const journal of journals) journal.unwritable = true;
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  });
});
