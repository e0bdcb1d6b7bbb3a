import type { RestoreRequest } from '../../api/api-client.ts';

/**
 * @param before a `datetime-local` value in the zone of this browser; `undefined` for the newest backup
 * @returns `undefined` for an incomplete value
 */
export function restoreRequest(database: string, before: string | undefined): RestoreRequest | undefined {
  if (before === undefined) return { database, latest: true };
  const moment = new Date(before);
  return before === '' || Number.isNaN(moment.getTime())
    ? undefined
    : { database, before: moment.toISOString() };
}
