import type { HttpServices } from '../http-services.ts';
import { pingSchema } from '../../documents/service.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** For health checks of containers and load balancers. */
export function pingOperation({ version }: Pick<HttpServices, 'version'>): ApiOperation {
  return operation({
    id: 'ping',
    method: 'GET',
    path: '/ping',
    tag: 'service',
    scope: 'read',
    withoutToken: 'anyone',
    isSafe: true,
    summary: 'Whether the service is running',
    answers: {
      200: { description: 'It is running', schema: pingSchema, example: { status: 'ok', version: '0.1.0' } },
    },
    problems: [],
    handle: () => ({ body: { status: 'ok', version } }),
  });
}
