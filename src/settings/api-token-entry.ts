import { z } from 'zod';
import { isTokenDigest, isTokenName, type AccessToken } from '../domain/access/access-token.ts';
import { SCOPES } from '../domain/access/scope.ts';
import { entry, oneOf, text, unique } from './value-schemas.ts';

const PLAIN_TOKEN =
  'holds the token itself, which must not be in this file: use the entry that "backup-manager token create" prints';
const TIME = /^(?<date>\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

const tokenEntry = entry(
  {
    name: text('must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit', isTokenName),
    scope: oneOf(SCOPES),
    sha256: text(
      'must be the 64 lower-case hex digits that "backup-manager token create" prints, not the token',
      isTokenDigest,
    ),
    expires: text('must be a day such as 2027-01-31, or a time such as 2027-01-31T12:00Z', isTime).optional(),
  },
  'must be what "backup-manager token create" prints',
  (issue) => {
    const isToken = typeof issue.input === 'string';
    const hasToken =
      issue.code === 'unrecognized_keys' && issue.keys.some((key) => key === 'token' || key === 'secret');
    return isToken || hasToken ? PLAIN_TOKEN : undefined;
  },
);

export type ApiTokenEntry = z.output<typeof tokenEntry>;

export const apiTokens = z
  .array(tokenEntry, 'must be a list of what "backup-manager token create" prints')
  .superRefine(unique(({ name }) => name, 'has the "name" of another one'));

export function toAccessToken({ name, scope, sha256, expires }: ApiTokenEntry): AccessToken {
  return { name, scope, sha256, expires: expires === undefined ? undefined : new Date(expires) };
}

/** Refuses 31 February, which `Date` accepts. */
function isTime(value: string): boolean {
  const date = TIME.exec(value)?.groups?.['date'];
  if (date === undefined || Number.isNaN(Date.parse(value))) return false;
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date);
}
