import { serveTasks } from '../adapters/outbound/task-worker/serve-tasks.ts';
import type { Tasks } from '../adapters/outbound/task-worker/tasks.ts';

/** Entry of the child process: the only process that opens a source. Each task imports only its own module. */
serveTasks<Tasks>({
  inspect: async () =>
    (await import('../adapters/outbound/database-inspector/scratch-tasks.ts')).inspectScratch,
  query: async () => (await import('../adapters/outbound/database-inspector/scratch-tasks.ts')).queryScratch,
  browse: async () =>
    (await import('../adapters/outbound/database-inspector/scratch-tasks.ts')).browseScratch,
  'count-rows': async () =>
    (await import('../adapters/outbound/database-probe/source-tasks.ts')).countRowsOfSource,
  probe: async () => (await import('../adapters/outbound/database-probe/source-tasks.ts')).probeSource,
  'sqlite-version': async () =>
    (await import('../adapters/outbound/database-probe/source-tasks.ts')).sqliteVersion,
  'capture-natively': async () =>
    (await import('../adapters/outbound/database-snapshotter/native-task.ts')).captureNatively,
  'capture-with-sql-js': async () =>
    (await import('../adapters/outbound/database-snapshotter/sql-js-capture.ts')).captureWithSqlJs,
  'copy-to-spool': async () =>
    (await import('../adapters/outbound/database-snapshotter/spool-copy.ts')).copyToSpool,
  'copy-raw': async () => (await import('../adapters/outbound/quarantine/raw-copying.ts')).copyRaw,
  'discover-databases': async () =>
    (await import('../adapters/outbound/database-discovery/discover-databases.ts')).discoverDatabases,
  'extract-artifact': async () =>
    (await import('../adapters/outbound/artifact-extractor/extractor-tasks.ts')).extractArtifact,
  'examine-delta': async () =>
    (await import('../adapters/outbound/artifact-extractor/extractor-tasks.ts')).examineDelta,
  'measure-artifact': async () =>
    (await import('../adapters/outbound/artifact-extractor/extractor-tasks.ts')).measureArtifact,
  'check-keys': async () => (await import('../adapters/outbound/age/key-pair.ts')).checkKeys,
  'survey-target': async () =>
    (await import('../adapters/outbound/in-place-restorer/survey-target.ts')).surveyTarget,
  'replace-target': async () => {
    const { replaceTarget } = await import('../adapters/outbound/in-place-restorer/replace-target.ts');
    return (request) => replaceTarget(request);
  },
  'recover-target': async () => {
    const { recoverTarget } = await import('../adapters/outbound/in-place-restorer/recover-target.ts');
    return (request) => recoverTarget(request);
  },
});
