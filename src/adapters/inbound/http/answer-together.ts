import type { Middleware } from 'koa';

/**
 * Sends the answers that one turn of the event loop brings about at its end, one right after the other. Each of them
 * wakes who waits for it, and to wake a caller that sleeps costs the system more than all that is done for a small
 * request; one that is still at the answer before need not be woken. An answer that is alone waits for nothing.
 */
export function answerTogether(): Middleware {
  let endOfTurn: Promise<void> | undefined;
  return async (_context, next) => {
    try {
      await next();
    } finally {
      endOfTurn ??= new Promise((resolve) => {
        setImmediate(() => {
          endOfTurn = undefined;
          resolve();
        });
      });
      await endOfTurn;
    }
  };
}
