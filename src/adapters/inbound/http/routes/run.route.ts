import { z } from 'zod';
import { runDetailsDocument, runDetailsSchema } from '../../documents/run.ts';
import { HttpException } from '../http-exception.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

export function runOperation({ reportRun }: Pick<HttpServices, 'reportRun'>): ApiOperation {
  return operation({
    id: 'getRun',
    method: 'GET',
    path: '/api/backup/history/:id',
    tag: 'runs',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    isExpensive: true,
    summary: 'One run with its lines from the log file',
    params: z.strictObject({ id: z.string().min(1).max(300).describe('Id from the history') }),
    answers: { 200: { description: 'The present state of the run', schema: runDetailsSchema } },
    problems: [404, 500],
    handle: async ({ params, context }) => {
      const report = await reportRun.execute(params, { signal: context.state.signal });
      if (report !== undefined) return { body: runDetailsDocument(report) };
      throw new HttpException('NOT_FOUND', 'there is no such run', {
        hint: 'GET /api/backup/history lists the runs. The oldest ones are removed first.',
      });
    },
  });
}
