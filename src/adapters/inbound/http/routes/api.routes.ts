import type { ApiRouter } from '../api-router.ts';
import type { HttpServices } from '../http-services.ts';
import { openApiDocument } from '../openapi-document.ts';
import { addOperation } from './add-operation.ts';
import type { ApiOperation } from './api-operation.ts';
import { calendarOperation, databasesOperation, reportOperations, runOperation } from './reports.route.ts';
import { cleanupOperation } from './cleanup.route.ts';
import { copiesOperations } from './copies.route.ts';
import { createOperation } from './create.route.ts';
import { downloadOperations } from './download.route.ts';
import { eventsOperation } from './events.route.ts';
import { fleetOperation } from './fleet.route.ts';
import { healthOperation } from './health.route.ts';
import { inspectOperation } from './inspect.route.ts';
import { jobOperations } from './jobs.route.ts';
import { listOperation } from './list.route.ts';
import { metricsOperation, openApiOperation, pingOperation, sessionOperation } from './service.route.ts';
import { restoreOperations } from './restore.route.ts';
import { stateOperations } from './state.route.ts';
import { storesOperations } from './stores.route.ts';
import { verifyOperation } from './verify.route.ts';

export function addApiRoutes(router: ApiRouter, services: HttpServices): void {
  for (const operation of apiOperations(services)) addOperation(router, operation);
}

function apiOperations(services: HttpServices): readonly ApiOperation[] {
  const operations: readonly ApiOperation[] = [
    pingOperation(services),
    // Lists all operations, including itself.
    sessionOperation(services, () => operations),
    healthOperation(services),
    databasesOperation(services),
    ...reportOperations(services),
    calendarOperation(services),
    listOperation(services),
    createOperation(services),
    verifyOperation(services),
    cleanupOperation(services),
    inspectOperation(services),
    ...stateOperations(services),
    ...copiesOperations(services),
    ...storesOperations(services),
    fleetOperation(services),
    ...downloadOperations(services),
    ...restoreOperations(services),
    runOperation(services),
    ...jobOperations(services),
    eventsOperation(services),
    metricsOperation(services),
    openApiOperation((mountPath) => openApiDocument(operations, services.version, mountPath)),
  ];
  return operations;
}
