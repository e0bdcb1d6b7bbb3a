import type { ApiRouter } from '../api-router.ts';
import type { HttpServices } from '../http-services.ts';

/** Whether the service lives: what a container's health check and a load balancer ask. */
export function addPingRoutes(router: ApiRouter, { version }: Pick<HttpServices, 'version'>): void {
  router.route({
    method: 'GET',
    path: '/ping',
    scope: 'read',
    withoutToken: 'anyone',
    handle: (context) => {
      context.body = { status: 'ok', version };
    },
  });
}
