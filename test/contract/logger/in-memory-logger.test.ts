import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { describeLogger } from './logger.contract.ts';

describeLogger('InMemoryLogger', (level) => {
  const logger = new InMemoryLogger(level);
  return {
    logger,
    read: () => Promise.resolve(logger.records),
    breakLog: () => {
      logger.unwritable = true;
    },
    dispose: () => Promise.resolve(),
  };
});
