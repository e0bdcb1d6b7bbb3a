import type { Logger } from '../../../application/ports/logger.ts';
import { problemOf } from './problem-document.ts';
import type { RouteContext } from './route-context.ts';

/** Logs one line for every write: action, caller, target and outcome. */
export async function withAuditRecord(
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
