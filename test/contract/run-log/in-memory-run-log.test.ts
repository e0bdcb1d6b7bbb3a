import { InMemoryRunLog } from '../../../src/adapters/outbound/run-log/in-memory-run-log.ts';
import { describeRunLog, type RunLogSubject } from './run-log.contract.ts';

async function create(): Promise<RunLogSubject> {
  const log = new InMemoryRunLog();
  return Promise.resolve({
    log,
    write: async (lines) => {
      log.lines.push(...lines);
      return Promise.resolve();
    },
    dispose: async () => Promise.resolve(),
  });
}

describeRunLog('InMemoryRunLog', create);
