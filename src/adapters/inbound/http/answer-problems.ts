import { Readable } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { Logger } from '../../../application/ports/logger.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { HttpException } from './http-exception.ts';
import { PROBLEM_TYPE, problemOf } from './problem-document.ts';

/** The only place where a failure becomes a response. */
export function answerProblems(logger: Logger): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (thrown) {
      answer(context, thrown, logger);
    }
  };
}

function answer(context: Context, error: unknown, logger: Logger): void {
  const requestId = (context.state as { readonly requestId: string }).requestId;
  const problem = problemOf(error, requestId);
  if (problem.code === 'INTERNAL') logger.error('internal error', error, { request_id: requestId });
  if (context.headerSent || !context.writable) {
    // A part of the response was sent, or the caller closed: an abort shows that it is incomplete.
    context.res.destroy();
    return;
  }
  // An unused stream would keep its file open.
  if (context.body instanceof Readable) context.body.destroy();
  context.status = problem.status;
  context.body = JSON.stringify(problem);
  context.type = PROBLEM_TYPE;
  for (const name of ['Content-Disposition', 'Content-Encoding', 'ETag', 'Last-Modified', 'Repr-Digest'])
    context.remove(name);
  context.set('Cache-Control', 'no-store');
  // Do not read the rest of the request.
  if (!context.req.complete) context.set('Connection', 'close');
  if (error instanceof HttpException) context.set(error.headers);
  if (error instanceof BackupManagerException && problem.status === 503) context.set('Retry-After', '30');
}
