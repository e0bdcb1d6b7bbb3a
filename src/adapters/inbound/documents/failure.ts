import { z } from 'zod';
import type { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { failureCode, type JsonObject } from './fields.ts';

export const failure = z.strictObject({
  code: failureCode,
  message: z.string(),
  hint: z.string(),
  details: z.record(z.string(), z.unknown()),
});

export function failureDocument({ code, message, hint, details }: BackupManagerException): JsonObject {
  return { code, message, hint, details };
}
