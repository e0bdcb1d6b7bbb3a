import { z } from 'zod';
import { databaseOf } from '../../../../application/backups/find-backup.ts';
import { filename, storeQuery } from '../../documents/fields.ts';
import { inspectionDocument, inspectionSchema } from '../../documents/inspection.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';
import { listedBackup } from './listed-backup.ts';

type Services = Pick<HttpServices, 'findCopy' | 'inStore' | 'jobs'>;

export function inspectOperation(services: Services): ApiOperation {
  return operation({
    id: 'inspectBackup',
    method: 'GET',
    path: '/api/backup/inspect/:filename',
    tag: 'restore',
    scope: 'admin',
    withoutToken: 'nobody',
    isSafe: false,
    isExpensive: true,
    audit: 'inspect',
    summary: 'Tables of a backup, their first rows, and the differences from the live database',
    description:
      'Runs as a job, which ends when the caller closes the connection. Only this answer contains table content; the job and the events do not.',
    params: z.strictObject({ filename }),
    query: storeQuery,
    answers: { 200: { description: 'The tables', schema: inspectionSchema, example: EXAMPLE } },
    problems: [404, 409, 422, 499, 500, 502, 504, 507],
    handle: async ({ params, query, context }) => {
      const { backup, store } = await listedBackup(services, params.filename, query.store);
      context.state.auditTarget = backup.filename;
      const { signal } = context.state;
      const { inStore, jobs } = services;
      const { inspectBackup } = inStore(store);
      const job = jobs.start({
        operation: 'inspect',
        database: databaseOf(backup),
        work: (jobSignal) => inspectBackup.execute({ filename: backup.filename }, { signal: jobSignal }),
        // The scope read may see jobs, but no table content.
        describe: ({ tables, engine }) => ({ filename: backup.filename, engine, tables: tables.length }),
      });
      const cancel = (): void => {
        jobs.cancel(job.id);
      };
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      try {
        return { body: inspectionDocument(await job.outcome) };
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  });
}

const EXAMPLE = {
  filename: 'app-20261122T210800123Z.db.gz',
  engine: 'sqljs',
  compared_with: { path: '/data/app.db', read_at: '2026-11-23T08:15:00.000Z' },
  tables: [
    {
      name: 'customer',
      type: 'table',
      sql: 'CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, photo BLOB)',
      rows: 2,
      live_rows: 3,
      change: 'changed',
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'name', type: 'TEXT' },
        { name: 'photo', type: 'BLOB' },
      ],
      sample: {
        rows: [
          [1, 'Ada', { blob_bytes: 20480 }],
          [2, { text: 'Grace…', length: 1200 }, null],
        ],
        truncated: false,
      },
    },
  ],
  omitted_tables: 0,
  live_problem: null,
};
