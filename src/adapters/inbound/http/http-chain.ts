import type { Context, Middleware } from 'koa';
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../../application/ports/logger.ts';
import { accessLog } from './access-log.ts';
import { answerProblems } from './answer-problems.ts';
import { ApiRouter } from './api-router.ts';
import { checkRequestTarget } from './check-request-target.ts';
import { type AccessNeeds, type AccessRules, authorize } from './guard-access.ts';
import { type OriginRules, guardOrigin } from './guard-origin.ts';
import { HttpException } from './http-exception.ts';
import type { HttpServices } from './http-services.ts';
import { problemOf } from './problem-document.ts';
import { CurrentRequest, type RequestState, type RouteContext } from './route-context.ts';
import { securityHeaders } from './security-headers.ts';

export type AddRoutes = (router: ApiRouter, services: HttpServices) => void;

export interface HttpChain {
  readonly middleware: readonly Middleware<RequestState>[];
  readonly api: ApiRouter;
}

/** Unknown paths need the same rights as routes: a 404 must not reveal which paths exist. */
const UNROUTED: AccessNeeds = { scope: 'read', withoutToken: 'local' };

export function httpChain(
  services: HttpServices,
  rules: AccessRules & OriginRules,
  addRoutes: AddRoutes,
): HttpChain {
  const { logger } = services;
  const api = new ApiRouter((route, context) => {
    context.state.route = route.path;
    const { audit } = route;
    if (audit === undefined) return perform(route, context, rules);
    return withAuditRecord(context, audit, logger, () => perform(route, context, rules));
  });
  addRoutes(api, services);
  const middleware = [
    accessLog(services),
    securityHeaders(),
    answerProblems(logger),
    checkRequestTarget(),
    guardOrigin(rules),
    api.routes(),
    answerUnrouted(api, rules),
  ];
  return { middleware, api };
}

/**
 * @param requestId of the caller or a proxy, or empty
 * @param stopping aborts when the service stops
 */
export function startRequest(
  context: Context,
  requestId: string,
  stopping: AbortSignal,
  mountPath: string,
): void {
  const id = requestIdOf(requestId);
  context.state = new CurrentRequest(id, context.res, stopping, mountPath);
  context.res.setHeader('X-Request-Id', id);
  context.res.setHeader('Cache-Control', 'no-store');
}

async function perform(
  route: AccessNeeds & { handle(context: RouteContext): Promise<void> | void },
  context: RouteContext,
  rules: AccessRules,
): Promise<void> {
  await authorize(context, route, rules);
  await route.handle(context);
}

function answerUnrouted(api: ApiRouter, rules: AccessRules): Middleware<RequestState> {
  return async (context) => {
    await authorize(context as RouteContext, UNROUTED, rules);
    const allowed = api.methodsAt(context.path);
    if (allowed.length === 0) {
      throw new HttpException('NOT_FOUND', `there is no route ${context.path}`, {
        hint: 'GET /openapi.json lists the routes.',
      });
    }
    context.set('Allow', allowed.join(', '));
    if (context.method === 'OPTIONS') {
      context.status = 204;
      return;
    }
    throw new HttpException('METHOD_NOT_ALLOWED', `method ${context.method} is not allowed`, {
      hint: `Use one of ${allowed.join(', ')}.`,
    });
  };
}

/** Ids of proxies and clients appear in log lines and responses. */
const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

function requestIdOf(header: string): string {
  return SAFE_ID.test(header) ? header : randomUUID();
}

/** Logs one line for every write: action, caller, target and outcome. */
async function withAuditRecord(
  context: RouteContext,
  action: string,
  logger: Logger,
  work: () => Promise<void>,
): Promise<void> {
  const record = (outcome: 'done' | 'refused' | 'failed', status: number, code?: string): void => {
    const { caller, requestId, auditTarget } = context.state;
    logger.info(`${action} by ${caller.name}: ${outcome}`, {
      event: 'audit',
      action,
      caller: caller.name,
      scope: caller.scope,
      address: context.ip,
      target: auditTarget ?? context.path,
      outcome,
      status,
      code,
      request_id: requestId,
    });
  };
  try {
    await work();
    record('done', context.status);
  } catch (error) {
    const { status, code } = problemOf(error, context.state.requestId);
    record(status === 401 || status === 403 || status === 429 ? 'refused' : 'failed', status, code);
    throw error;
  }
}
