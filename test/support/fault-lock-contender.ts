// Acquires a lock repeatedly: `<adapter> <directory> <database> <rounds> <witness>`. While it holds the lock it
// creates the witness, which must not exist. Prints how often it had the lock; exits with 3 when it was not alone.
import { open, readdir, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { OperationInProgressException } from '../../src/domain/exceptions/operation-in-progress-exception.ts';
import { createFaultLock } from './fault-locks.ts';

const [adapter = '', directory = '', database = '', rounds = '', witness = ''] = process.argv.slice(2);
const lock = createFaultLock(adapter, directory);
process.stdout.write('ready\n');
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('end', resolve));

let inside = 0;
while (inside < Number(rounds)) {
  try {
    const held = await lock.acquire(database, 'create');
    const file = await open(witness, 'wx').catch(() => process.exit(3));
    await file.close();
    // A few turns of the event loop, in which another process could enter.
    for (let turn = 0; turn < 3; turn += 1) await readdir(directory);
    await unlink(witness).catch(() => process.exit(3));
    await held.release();
    inside += 1;
  } catch (error) {
    if (!(error instanceof OperationInProgressException)) throw error;
    await pause(5 * Math.random());
  }
}
process.stdout.write(`${String(inside)}\n`);
