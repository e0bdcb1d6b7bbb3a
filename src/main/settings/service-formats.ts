import { isIP } from 'node:net';
import { isTokenDigest, isTokenName, type AccessToken } from '../../domain/access/access-token.ts';
import { isScope, SCOPES, type Scope } from '../../domain/access/scope.ts';
import { nearestName } from './nearest-name.ts';
import type { StrictFormat } from './strict-format.ts';

/** An element of `api_tokens` as it is written. */
export interface ApiTokenEntry {
  readonly name: string;
  readonly scope: Scope;
  readonly sha256: string;
  readonly expires?: string;
}

type Fields = ReadonlyMap<string, unknown>;

const TOKEN_FIELDS = ['name', 'scope', 'sha256', 'expires'];
const PLAIN_TOKEN =
  'holds the token itself, and this file is no place for it: put the entry here that "backup-manager token create" prints';
const HOST_NAME = /^(?!.*\.\.)[a-z0-9]([a-z0-9._-]{0,252})$/i;
const MOMENT = /^(?<date>\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** The address or the name of this machine that the service listens on. */
export function host(): StrictFormat {
  return {
    problem: (value) =>
      isHost(value) ? undefined : 'must be an address or a host name, such as 127.0.0.1, without a port',
    fromText: (text) => text,
  };
}

/** Names; as text separated by commas. */
export function hosts(): StrictFormat {
  return {
    problem: (value) =>
      Array.isArray(value) && value.every(isHost)
        ? undefined
        : 'must be a list of host names, such as ["backup.example.org"], without ports',
    fromText: (text) => (text.trim().startsWith('[') ? fromJson(text) : splitNames(text)),
    canonical: (value) => (value as readonly string[]).map((name) => name.toLowerCase()),
  };
}

/** The list of tokens, each as its digest; as text it is JSON. */
export function apiTokens(): StrictFormat {
  return {
    problem: (value) => {
      if (!Array.isArray(value)) return 'must be a list of what "backup-manager token create" prints';
      const names = new Set<unknown>();
      for (const [index, entry] of value.entries()) {
        const problem = tokenProblem(entry);
        if (problem !== undefined) return `entry ${String(index + 1)} ${problem}`;
        const { name } = entry as ApiTokenEntry;
        if (names.has(name)) return `entry ${String(index + 1)} has the "name" of another one`;
        names.add(name);
      }
      return undefined;
    },
    fromText: fromJson,
  };
}

/** What was written, as the rest of the product knows it; called with entries that are fine. */
export function toAccessToken({ name, scope, sha256, expires }: ApiTokenEntry): AccessToken {
  return { name, scope, sha256, expires: expires === undefined ? undefined : new Date(expires) };
}

function tokenProblem(entry: unknown): string | undefined {
  if (typeof entry === 'string') return PLAIN_TOKEN;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return 'must be what "backup-manager token create" prints';
  }
  const fields = new Map<string, unknown>(Object.entries(entry));
  if (fields.has('token') || fields.has('secret')) return PLAIN_TOKEN;
  const unknown = [...fields.keys()].find((field) => !TOKEN_FIELDS.includes(field));
  if (unknown !== undefined) {
    const meant = nearestName(unknown, TOKEN_FIELDS);
    return `has the unknown field "${unknown}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
  }
  return fieldProblem(fields);
}

function fieldProblem(fields: Fields): string | undefined {
  const name = fields.get('name');
  if (typeof name !== 'string' || !isTokenName(name)) {
    return 'has a wrong "name": it must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit';
  }
  if (!isScope(fields.get('scope'))) return `has a wrong "scope": it must be one of ${SCOPES.join(', ')}`;
  const digest = fields.get('sha256');
  if (typeof digest !== 'string' || !isTokenDigest(digest)) {
    return 'has a wrong "sha256": it must be the 64 lower-case hex digits that "backup-manager token create" prints, not the token';
  }
  const expires = fields.get('expires');
  return expires === undefined || isMoment(expires)
    ? undefined
    : 'has a wrong "expires": it must be a day such as 2027-01-31, or a moment such as 2027-01-31T12:00Z';
}

/** 31 February is none. */
function isMoment(value: unknown): boolean {
  const date = typeof value === 'string' ? MOMENT.exec(value)?.groups?.['date'] : undefined;
  if (date === undefined || Number.isNaN(Date.parse(value as string))) return false;
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date);
}

function isHost(value: unknown): boolean {
  return typeof value === 'string' && (isIP(value) !== 0 || HOST_NAME.test(value));
}

function splitNames(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
