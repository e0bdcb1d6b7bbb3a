// Replaces or recovers a target and stops after a step, to be killed there:
// `replace|recover <request as JSON> <step> <which time> [Python script]`. Prints each step, then the result.
// With a script it does not stop, but runs the script on the target: `path`, with `sqlite3` imported.
import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { recoverTarget } from '../../src/adapters/outbound/in-place-restorer/recover-target.ts';
import { replaceTarget } from '../../src/adapters/outbound/in-place-restorer/replace-target.ts';
import type { ReplaceTargetRequest } from '../../src/adapters/outbound/task-worker/tasks.ts';

const [task = '', document = '', stopAt = '', time = '1', script] = process.argv.slice(2);
const request = JSON.parse(document) as ReplaceTargetRequest;
let times = 0;

function step(name: string): void {
  writeSync(1, `${name}\n`);
  if (name !== stopAt || ++times < Number(time)) return;
  if (script !== undefined) {
    const prelude = `import sqlite3\npath = ${JSON.stringify(request.targetPath)}\n`;
    execFileSync('python3', ['-c', prelude + script]);
    return;
  }
  writeSync(1, 'stopped\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

try {
  const work = task === 'replace' ? replaceTarget : recoverTarget;
  writeSync(1, `ended ${String(await work(request, step))}\n`);
} catch (error) {
  writeSync(1, `failed ${error instanceof Error ? error.message : String(error)}\n`);
}
process.kill(process.pid, 'SIGKILL');
