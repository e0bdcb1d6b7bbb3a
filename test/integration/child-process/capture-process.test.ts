import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { describe, it } from 'mocha';
import { TaskProcess } from '../../../src/adapters/outbound/child-process/task-process.ts';
import { captureProcessPath } from '../../../src/main/runtime.ts';

const BUILT_RUNTIME = new URL('../../../dist/main/runtime.js', import.meta.url);
const { signal } = new AbortController();

describe('the capture process', () => {
  for (const task of ['version-natively', 'version-with-sql-js']) {
    it(`is found beside the sources and does ${task}`, async () => {
      const version = await new TaskProcess(captureProcessPath()).run(task, {}, { signal });
      expect(version).to.match(/^3\.\d+\.\d+$/);
    });

    it(`is found in what was built and does ${task}`, async function () {
      if (!existsSync(BUILT_RUNTIME)) this.skip();
      const built = (await import(BUILT_RUNTIME.href)) as { captureProcessPath: () => string };
      expect(built.captureProcessPath()).to.match(/dist\/main\/capture-process\.js$/);
      const version = await new TaskProcess(built.captureProcessPath()).run(task, {}, { signal });
      expect(version).to.match(/^3\.\d+\.\d+$/);
    });
  }
});
