import { randomUUID } from 'node:crypto';

/** Ids of proxies and clients appear in log lines and responses. */
const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

export function requestIdOf(header: string): string {
  return SAFE_ID.test(header) ? header : randomUUID();
}
