import { healthDocument, healthSchema } from '../../documents/health.ts';
import type { HealthReport } from '../../../../application/report-health.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** Reports as JSON: monitoring polls more often than the report changes. */
const TEXT_OF = new WeakMap<HealthReport, string>();

export function healthOperation({ healthMonitor }: Pick<HttpServices, 'healthMonitor'>): ApiOperation {
  return operation({
    id: 'getHealth',
    method: 'GET',
    path: '/api/backup/health',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'Health of the databases and their backups',
    description:
      'The last report, renewed every `health_check_interval` and after each run; the request reads no disk. ' +
      'The status is 503 when a check is critical or the report is out of date.',
    answers: {
      200: {
        description: 'Healthy, or warnings',
        schema: healthSchema,
        headers: { Age: 'Age of the report in seconds' },
      },
      503: { description: 'Critical, or out of date', schema: healthSchema },
    },
    problems: [],
    handle: async () => {
      const { report, ageMs, isStale } = healthMonitor.latest() ?? (await healthMonitor.refresh());
      return {
        status: report.overallStatus === 'critical' || isStale ? 503 : 200,
        body: textOf(report),
        headers: { Age: String(Math.floor(ageMs / 1000)) },
      };
    },
  });
}

function textOf(report: HealthReport): string {
  const known = TEXT_OF.get(report);
  if (known !== undefined) return known;
  const text = JSON.stringify(healthDocument(report));
  TEXT_OF.set(report, text);
  return text;
}
