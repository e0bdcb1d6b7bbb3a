import type { ApiRouter } from '../api-router.ts';
import type { HttpServices } from '../http-services.ts';
import { addPingRoutes } from './ping.routes.ts';

/** Every route there is. */
export function addApiRoutes(router: ApiRouter, services: HttpServices): void {
  addPingRoutes(router, services);
}
