import { InMemoryMetrics } from '../../../src/adapters/outbound/metrics/in-memory-metrics.ts';
import { describeMetrics } from './metrics.contract.ts';

describeMetrics(
  'InMemoryMetrics',
  (latestFacts) => new InMemoryMetrics(latestFacts, { version: '1.2.3', sqliteVersion: '3.53.0' }),
);
