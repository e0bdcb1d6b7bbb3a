import type { Context, Middleware } from 'koa';
import type { Logger } from '../../../application/ports/logger.ts';
import type { HttpServices } from './http-services.ts';
import { PROBLEM_TYPE } from './problem-document.ts';
import type { RequestState } from './route-context.ts';

type AccessObservers = Pick<HttpServices, 'logger' | 'clock'> & {
  readonly metrics: Pick<HttpServices['metrics'], 'observeRequest'>;
};

/** Label for all unknown paths: callers must not create metric labels. */
const UNROUTED = 'none';
const MAX_LOGGED_PATH = 200;
const FIRST_ERROR_STATUS = 400;

/**
 * One line for each request after its response, without headers, query and body. Successful reads are logged at
 * `debug`: a monitor that polls every few seconds would hide the other lines.
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
  const isRead = method === 'GET' || method === 'HEAD';
  // A health report with status 503 is a successful read.
  const isQuiet = isRead && (status < FIRST_ERROR_STATUS || context.response.type !== PROBLEM_TYPE);
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
