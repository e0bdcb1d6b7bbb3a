import type { RestoreRequest } from '../../api/api-client.ts';

/**
 * @param before as a `datetime-local` field has it, in this browser's zone; `undefined`: the newest backup
 * @returns `undefined` where the moment is not whole
 */
export function restoreRequest(database: string, before: string | undefined): RestoreRequest | undefined {
  if (before === undefined) return { database, latest: true };
  const moment = new Date(before);
  return before === '' || Number.isNaN(moment.getTime())
    ? undefined
    : { database, before: moment.toISOString() };
}
