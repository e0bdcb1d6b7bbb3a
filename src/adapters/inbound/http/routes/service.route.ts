import { z } from 'zod';
import type { JsonObject } from '../../documents/fields.ts';
import { pingSchema, sessionSchema } from '../../documents/service.ts';
import { mayCall } from '../guard-access.ts';
import type { HttpServices } from '../http-services.ts';
import { type ApiOperation, operation } from './api-operation.ts';

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

/** @param operations all operations */
export function sessionOperation(
  { events }: Pick<HttpServices, 'events'>,
  operations: () => readonly ApiOperation[],
): ApiOperation {
  return operation({
    id: 'getSession',
    method: 'GET',
    path: '/api/backup/session',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'The caller and its permitted operations',
    description: 'All other operations answer 401 or 403.',
    answers: {
      200: {
        description: 'The caller',
        schema: sessionSchema,
        example: {
          name: 'monitoring',
          scope: 'read',
          may: ['ping', 'getSession', 'getHealth'],
          last_event_id: '1f8f5f3b-7',
        },
      },
    },
    problems: [],
    handle: ({ context }) => {
      const { name, scope } = context.state.caller;
      const may = operations()
        // Without a token, only local callers reach this.
        .filter((one) => mayCall(one, scope, () => true))
        .map(({ id }) => id);
      return {
        body: {
          name: scope === undefined ? null : name,
          scope: scope ?? null,
          may,
          last_event_id: events.lastEventId,
        },
      };
    },
  });
}

/** Of the hosts in the metrics: a scrape must not wait long, and each causes requests to the store. */
const FLEET_WITHIN_MS = 5000;
const FLEET_MAX_AGE_MS = 60_000;

const metricsQuery = z.strictObject({
  fleet: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: reads the records of all hosts in the first remote store, at most once a minute'),
});

export function metricsOperation({ metrics, fleet }: Pick<HttpServices, 'metrics' | 'fleet'>): ApiOperation {
  return operation({
    id: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'Metrics for Prometheus',
    query: metricsQuery,
    answers: { 200: { description: 'The text format', mediaType: 'text/plain', schema: z.string() } },
    problems: [],
    handle: async ({ query, context }) => {
      if (query.fleet === 'true') await fleet.refreshWithin(FLEET_WITHIN_MS, FLEET_MAX_AGE_MS);
      const { text, contentType } = await metrics.render();
      context.status = 200;
      context.body = text;
      context.set('Content-Type', contentType);
      return undefined;
    },
  });
}

/** @param describe builds the document for a mount path; called on demand */
export function openApiOperation(describe: (mountPath: string) => JsonObject): ApiOperation {
  let last: { readonly mountPath: string; readonly text: string } | undefined;
  return operation({
    id: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'This document',
    answers: {
      200: {
        description: 'OpenAPI 3.1',
        schema: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }),
      },
    },
    problems: [],
    handle: ({ context }) => {
      const { mountPath } = context.state;
      if (last?.mountPath !== mountPath) last = { mountPath, text: JSON.stringify(describe(mountPath)) };
      return { body: last.text };
    },
  });
}
