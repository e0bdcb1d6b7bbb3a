import type { ApiRouter } from '../api-router.ts';
import type { HttpServices } from '../http-services.ts';
import { openApiDocument } from '../openapi/openapi-document.ts';
import { addOperation } from './add-operation.ts';
import type { ApiOperation } from './api-operation.ts';
import { cleanupOperation } from './cleanup.route.ts';
import { createOperation } from './create.route.ts';
import { downloadOperations } from './download.route.ts';
import { eventsOperation } from './events.route.ts';
import { healthOperation } from './health.route.ts';
import { jobOperations } from './jobs.route.ts';
import { listOperation } from './list.route.ts';
import { metricsOperation } from './metrics.route.ts';
import { openApiOperation } from './openapi.route.ts';
import { pingOperation } from './ping.route.ts';
import { reportOperations } from './reports.route.ts';
import { restoreOperations } from './restore.route.ts';
import { stateOperations } from './state.route.ts';
import { verifyOperation } from './verify.route.ts';

/** Every route there is. */
export function addApiRoutes(router: ApiRouter, services: HttpServices): void {
  for (const operation of apiOperations(services)) addOperation(router, operation);
}

function apiOperations(services: HttpServices): readonly ApiOperation[] {
  const operations: readonly ApiOperation[] = [
    pingOperation(services),
    healthOperation(services),
    ...reportOperations(services),
    listOperation(services),
    createOperation(services),
    verifyOperation(services),
    cleanupOperation(services),
    ...stateOperations(services),
    ...downloadOperations(services),
    ...restoreOperations(services),
    ...jobOperations(services),
    eventsOperation(services),
    metricsOperation(services),
    // It tells of itself too, when it is asked.
    openApiOperation((mountPath) => openApiDocument(operations, services.version, mountPath)),
  ];
  return operations;
}
