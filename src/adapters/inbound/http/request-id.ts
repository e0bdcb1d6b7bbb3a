import { randomUUID } from 'node:crypto';

/** What a proxy or a client may give as an id of its own: it stands in log lines and in answers. */
const SANE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

export function requestIdOf(header: string): string {
  return SANE.test(header) ? header : randomUUID();
}
