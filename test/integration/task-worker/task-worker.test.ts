import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { describe, it } from 'mocha';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';

const BUILT_RUNTIME = new URL('../../../dist/main/runtime.js', import.meta.url);
const { signal } = new AbortController();

describe('the task worker', () => {
  for (const engine of ['native', 'sqljs'] as const) {
    it(`runs from the sources and returns the SQLite version of ${engine}`, async () => {
      const version = await new TaskProcess(taskWorkerPath()).run('sqlite-version', { engine }, { signal });
      expect(version).to.match(/^3\.\d+\.\d+$/);
    });

    it(`runs from the build and returns the SQLite version of ${engine}`, async function () {
      if (!existsSync(BUILT_RUNTIME)) this.skip();
      const built = (await import(BUILT_RUNTIME.href)) as { taskWorkerPath: () => string };
      expect(built.taskWorkerPath()).to.match(/dist\/main\/task-worker\.js$/);
      const version = await new TaskProcess(built.taskWorkerPath()).run(
        'sqlite-version',
        { engine },
        { signal },
      );
      expect(version).to.match(/^3\.\d+\.\d+$/);
    });
  }
});
