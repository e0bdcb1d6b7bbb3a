import { mayCall } from '../guard-access.ts';
import { sessionSchema } from '../../documents/service.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** @param operations all operations */
export function sessionOperation(operations: () => readonly ApiOperation[]): ApiOperation {
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
        example: { name: 'monitoring', scope: 'read', may: ['ping', 'getSession', 'getHealth'] },
      },
    },
    problems: [],
    handle: ({ context }) => {
      const { name, scope } = context.state.caller;
      const may = operations()
        // Without a token, only local callers reach this.
        .filter((one) => mayCall(one, scope, () => true))
        .map(({ id }) => id);
      return { body: { name: scope === undefined ? null : name, scope: scope ?? null, may } };
    },
  });
}
