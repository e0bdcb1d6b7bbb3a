import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { describe, it } from 'mocha';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';

const BUILT_RUNTIME = new URL('../../../dist/main/runtime.js', import.meta.url);
const { signal } = new AbortController();

describe('the task worker', () => {
  for (const task of ['version-natively', 'version-with-sql-js']) {
    it(`runs from the sources and does ${task}`, async () => {
      const version = await new TaskProcess(taskWorkerPath()).run(task, {}, { signal });
      expect(version).to.match(/^3\.\d+\.\d+$/);
    });

    it(`runs from the build and does ${task}`, async function () {
      if (!existsSync(BUILT_RUNTIME)) this.skip();
      const built = (await import(BUILT_RUNTIME.href)) as { taskWorkerPath: () => string };
      expect(built.taskWorkerPath()).to.match(/dist\/main\/task-worker\.js$/);
      const version = await new TaskProcess(built.taskWorkerPath()).run(task, {}, { signal });
      expect(version).to.match(/^3\.\d+\.\d+$/);
    });
  }
});
