import { z } from 'zod';
import { HEALTH_STATUSES } from '../../../../domain/health/health.ts';
import { moment } from './fields.ts';
import { named } from './named-schema.ts';

const status = z.enum(HEALTH_STATUSES);

const findings = z
  .array(z.strictObject({ status: z.enum(['warning', 'critical']), message: z.string(), hint: z.string() }))
  .describe('What is not as it should be, and what to do about it');

/** What each group tells besides grows with what is looked at; status and findings are what a client may rely on. */
const group = z.looseObject({ status, findings });

export const healthSchema = named(
  'Health',
  z.strictObject({
    overall_status: status,
    checked_at: moment.describe('When this was found out; the request itself touches no disk'),
    checks: z.strictObject({
      database: group,
      backup_directory: group,
      recent_backup: group,
      system_resources: group,
    }),
  }),
);
