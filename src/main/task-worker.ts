import { serveTasks } from '../adapters/outbound/task-worker/serve-tasks.ts';

/** Entry of the child process: the only process that opens a source. Each task imports only its own module. */
serveTasks({
  'browse-natively': async () =>
    (await import('../adapters/outbound/database-browser/native-browsing.ts')).browseNatively,
  'browse-with-sql-js': async () =>
    (await import('../adapters/outbound/database-browser/sql-js-browsing.ts')).browseWithSqlJs,
  'copy-to-spool': async () =>
    (await import('../adapters/outbound/database-snapshotter/spool-copy.ts')).copyToSpool,
  'capture-natively': async () =>
    (await import('../adapters/outbound/database-snapshotter/native-capture.ts')).captureNatively,
  'capture-with-sql-js': async () =>
    (await import('../adapters/outbound/database-snapshotter/sql-js-capture.ts')).captureWithSqlJs,
  'count-natively': async () =>
    (await import('../adapters/outbound/row-counter/native-counting.ts')).countNatively,
  'count-with-sql-js': async () =>
    (await import('../adapters/outbound/row-counter/sql-js-counting.ts')).countWithSqlJs,
  'discover-databases': async () =>
    (await import('../adapters/outbound/database-discovery/discover-databases.ts')).discoverDatabases,
  'extract-artifact': async () =>
    (await import('../adapters/outbound/artifact-extractor/codec-artifact-extractor.ts')).extractArtifact,
  'inspect-natively': async () =>
    (await import('../adapters/outbound/database-inspector/native-inspection.ts')).inspectNatively,
  'inspect-with-sql-js': async () => {
    const { inspectWithSqlJs } = await import('../adapters/outbound/database-inspector/sql-js-inspection.ts');
    return (request: Parameters<typeof inspectWithSqlJs>[0]) => inspectWithSqlJs(request);
  },
  'query-natively': async () =>
    (await import('../adapters/outbound/database-inspector/native-inspection.ts')).queryNatively,
  'query-with-sql-js': async () =>
    (await import('../adapters/outbound/database-inspector/sql-js-inspection.ts')).queryWithSqlJs,
  'copy-raw': async () => (await import('../adapters/outbound/raw-copier/raw-copying.ts')).copyRaw,
  'probe-natively': async () =>
    (await import('../adapters/outbound/database-probe/native-probing.ts')).probeNatively,
  'probe-with-sql-js': async () =>
    (await import('../adapters/outbound/database-probe/sql-js-probing.ts')).probeWithSqlJs,
  'recover-target': async () => {
    const { recoverTarget } = await import('../adapters/outbound/in-place-restorer/recover-target.ts');
    return (request: Parameters<typeof recoverTarget>[0]) => recoverTarget(request);
  },
  'replace-target': async () => {
    const { replaceTarget } = await import('../adapters/outbound/in-place-restorer/replace-target.ts');
    return (request: Parameters<typeof replaceTarget>[0]) => replaceTarget(request);
  },
  'survey-target': async () =>
    (await import('../adapters/outbound/in-place-restorer/survey-target.ts')).surveyTarget,
  'version-natively': async () =>
    (await import('../adapters/outbound/database-probe/native-probing.ts')).nativeSqliteVersion,
  'version-with-sql-js': async () =>
    (await import('../adapters/outbound/database-probe/sql-js-probing.ts')).sqlJsVersion,
});
