import { z } from 'zod';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

export function metricsOperation({ metrics }: Pick<HttpServices, 'metrics'>): ApiOperation {
  return operation({
    id: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'The text format', mediaType: 'text/plain', schema: z.string() } },
    problems: [],
    handle: async ({ context }) => {
      const { text, contentType } = await metrics.render();
      context.status = 200;
      context.body = text;
      context.set('Content-Type', contentType);
      return undefined;
    },
  });
}
