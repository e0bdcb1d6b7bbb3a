import type { Context, Middleware } from 'koa';
import type { Logger } from '../../../application/ports/logger.ts';
import type { HttpServices } from './http-services.ts';
import { PROBLEM_TYPE } from './problem-document.ts';
import type { RequestState } from './route-context.ts';

type AccessObservers = Pick<HttpServices, 'logger' | 'clock'> & {
  readonly metrics: Pick<HttpServices['metrics'], 'observeRequest'>;
};

/** Stands for every path that leads nowhere: what callers make up is no label. */
const UNROUTED = 'none';
const MAX_LOGGED_PATH = 200;
const FIRST_ERROR_STATUS = 400;

/**
 * One line for each request, once its answer is out: no headers, no query, no body. What only looked and went well is
 * logged at `debug`: a monitor that asks every few seconds would drown the rest.
 */
export function accessLog({ logger, clock, metrics }: AccessObservers): Middleware {
  return (context, next) => {
    const startedMs = clock.monotonicMs();
    context.res.on('close', () => {
      const durationMs = clock.monotonicMs() - startedMs;
      const { route = UNROUTED } = context.state as RequestState;
      metrics.observeRequest({ method: context.method, route, status: context.status, durationMs });
      log(context, Math.round(durationMs), logger);
    });
    return next();
  };
}

function log(context: Context, durationMs: number, logger: Logger): void {
  const { method, status } = context;
  const isLook = method === 'GET' || method === 'HEAD';
  // Health that answers 503 has answered: whoever asks for it knows what to do.
  const isQuiet = isLook && (status < FIRST_ERROR_STATUS || context.response.type !== PROBLEM_TYPE);
  if (isQuiet && !logger.isDebugEnabled()) return;
  const { requestId, caller } = context.state as RequestState;
  const path = (context.url.split('?', 1)[0] ?? '').slice(0, MAX_LOGGED_PATH);
  const fields = {
    event: 'access',
    method,
    path,
    status,
    duration_ms: durationMs,
    caller: caller.name,
    address: context.ip,
    request_id: requestId,
    complete: context.res.writableFinished,
  };
  const text = `${method} ${path} ${String(status)}`;
  if (isQuiet) logger.debug(text, fields);
  else logger.info(text, fields);
}
