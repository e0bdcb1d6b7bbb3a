// Appends runs to a history and prints a line after each: `<directory> <name> <max runs> <runs>`. May be killed.
import { FilesystemRunHistory } from '../../src/adapters/outbound/run-history/filesystem-run-history.ts';
import { aRun, ended, started } from './history-records.ts';
import { stateDirectoryOf } from '../../src/adapters/outbound/files/state-layout.ts';

const [directory = '', name = '', maxRuns = '', runs = ''] = process.argv.slice(2);
const journal = new FilesystemRunHistory(stateDirectoryOf(directory), Number(maxRuns));

for (let number = 1; number <= Number(runs); number += 1) {
  const about = { id: `${name}-${number}`, database: name };
  await journal.append(started(number, about));
  process.stdout.write(`started ${number}\n`);
  await journal.append(
    ended(number, { run: aRun(number, about), facts: { padding: 'x'.repeat(number % 500) } }),
  );
  process.stdout.write(`ended ${number}\n`);
}
