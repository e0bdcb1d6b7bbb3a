import { healthDocument } from '../../../../application/documents/health-document.ts';
import type { HealthReport } from '../../../../application/report-health.ts';
import type { HttpServices } from '../http-services.ts';
import { healthSchema } from '../schemas/health.schema.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** Its last report as text: monitoring asks often, and the report is a new one only now and then. */
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
    summary: 'Whether the databases are protected',
    description:
      'The last report, renewed every `health_check_interval` and after each run: asking touches no disk. ' +
      'The status is 503 when something is critical, or when the report should have been renewed long ago.',
    answers: {
      200: {
        description: 'Healthy, or warnings',
        schema: healthSchema,
        headers: { Age: 'Seconds since the report was made' },
      },
      503: { description: 'Critical, or nobody knows any more', schema: healthSchema },
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
