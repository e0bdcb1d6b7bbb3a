import { z } from 'zod';
import { filename } from '../../documents/fields.ts';
import { verificationSchema, verifyDocument, verifyQuery } from '../../documents/verification.ts';
import { databaseOf } from '../../../../application/backups/find-backup.ts';
import type { VerifyBackupResult } from '../../../../application/verify-backup.ts';
import { BackupVerificationException } from '../../../../domain/exceptions/backup-verification-exception.ts';
import { summarize } from '../../../../domain/verification/verification.ts';
import type { HttpServices } from '../http-services.ts';
import { ACCEPTED, PREFER_HEADER, runJob } from './run-job.ts';
import { operation, type Answer, type ApiOperation } from './api-operation.ts';
import { listedBackup } from './listed-backup.ts';

type Services = Pick<HttpServices, 'findCopy' | 'inStore' | 'jobs' | 'defaultVerificationLevel'>;

export function verifyOperation(services: Services): ApiOperation {
  const { inStore, jobs, defaultVerificationLevel } = services;
  return operation({
    id: 'verifyBackup',
    method: 'GET',
    path: '/api/backup/verify/:filename',
    tag: 'backups',
    scope: 'operate',
    withoutToken: 'local',
    isExpensive: true,
    audit: 'verify',
    isSafe: false,
    summary: 'Verify a backup',
    description:
      'Stores the result with the backup. A check that could not run is `inconclusive`, never `ok`.',
    headers: PREFER_HEADER,
    params: z.strictObject({ filename }),
    query: verifyQuery,
    answers: {
      200: { description: '`ok`, or `inconclusive` with the reason', schema: verificationSchema },
      202: ACCEPTED,
    },
    problems: [404, 409, 422, 499, 500, 502, 504],
    handle: async ({ params, query, context }) => {
      const { backup, store } = await listedBackup(services, params.filename, query.store);
      const { verifyBackup } = inStore(store);
      context.state.auditTarget = backup.filename;
      const command = { filename: backup.filename, level: query.level ?? defaultVerificationLevel };
      return runJob(
        jobs,
        context,
        {
          operation: 'verify',
          database: databaseOf(backup),
          work: async (signal) => verifyBackup.execute(command, { signal }),
          describe: verifyDocument,
        },
        answerOf,
      );
    },
  });
}

/** @throws BackupVerificationException the backup is damaged; the details are the result */
function answerOf(verified: VerifyBackupResult): Answer {
  const body = verifyDocument(verified);
  if (verified.result !== 'failed') return { body };
  throw new BackupVerificationException(`${verified.filename}: ${summarize(verified.checks)}`, {
    hint: 'Do not use this backup. Verify an older one and create a new one.',
    details: body,
  });
}
