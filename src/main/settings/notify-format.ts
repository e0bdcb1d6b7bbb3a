import { isDatabaseName } from '../../domain/backup/database-name.ts';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../../domain/notification/notification.ts';
import { nearestName } from './nearest-name.ts';
import { path, wholeNumber, type StrictFormat } from './strict-format.ts';

/** An element of `notify` as it is written; which fields belong to which type, FIELDS_OF says. */
export interface NotifyEntry {
  readonly type: NotifyType;
  readonly name?: string;
  readonly events?: readonly string[];
  readonly databases?: readonly string[];
  readonly url?: string;
  readonly url_file?: string;
  readonly secret?: string;
  readonly secret_file?: string;
  readonly method?: 'GET' | 'POST';
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly password_file?: string;
  readonly from?: string;
  readonly to?: readonly string[];
}

export type NotifyType = keyof typeof FIELDS_OF;

const COMMON_FIELDS = ['type', 'name', 'events', 'databases'];
const FIELDS_OF = {
  webhook: [...COMMON_FIELDS, 'url', 'url_file', 'secret', 'secret_file'],
  heartbeat: [...COMMON_FIELDS, 'url', 'url_file', 'method'],
  email: [...COMMON_FIELDS, 'host', 'port', 'user', 'password', 'password_file', 'from', 'to'],
} as const;
const TYPES = Object.keys(FIELDS_OF);

const MAX_PORT = 65_535;
const CHANNEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** One address, with a name before it or without; nothing that could begin another header. */
const ADDRESS = /^(?:[^<>\r\n,;@"]*<[^<>\s,;@]+@[^<>\s,;@]+>|[^<>\s,;@]+@[^<>\s,;@]+)$/;
const HOST = /^[A-Za-z0-9._:-]+$/;

type Fields = ReadonlyMap<string, unknown>;

/** The list of channels; as text it is JSON. */
export function notifyChannels(): StrictFormat {
  return {
    problem: (value) => {
      if (!Array.isArray(value)) return 'must be a list of {"type": …, …}';
      const names = new Set<string>();
      for (const [index, entry] of value.entries()) {
        const problem = entryProblem(entry) ?? twinProblem(entry as NotifyEntry, names);
        if (problem !== undefined) return `entry ${String(index + 1)} ${problem}`;
      }
      return undefined;
    },
    fromText: (text) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return text;
      }
    },
  };
}

/** What a channel is called: by its name, else by its type. */
export function channelName({ name, type }: Pick<NotifyEntry, 'name' | 'type'>): string {
  return name ?? type;
}

/** Why a text is no URL for a channel, or `undefined`. */
export function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    return 'it must be a URL that begins with https:// or http://';
  }
  return url.username === '' && url.password === '' ? undefined : 'it must not hold a user or a password';
}

function entryProblem(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'must be {"type": …, …}';
  const fields: Fields = new Map<string, unknown>(Object.entries(entry));
  const type = fields.get('type');
  if (!isType(type)) return `has a wrong "type": it must be one of ${TYPES.join(', ')}`;
  const known: readonly string[] = FIELDS_OF[type];
  const unknown = [...fields.keys()].find((field) => !known.includes(field));
  if (unknown !== undefined) {
    const meant = nearestName(unknown, known);
    return `has the unknown field "${unknown}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
  }
  for (const [field, check] of Object.entries(CHECKS)) {
    const problem = fields.has(field) ? check(fields.get(field), type) : undefined;
    if (problem !== undefined) return `has a wrong "${field}": ${problem}`;
  }
  const missing = REQUIRED[type].find((field) => !fields.has(field));
  return missing === undefined ? undefined : `lacks "${missing}"`;
}

/** A secret that is missing may come from the environment: that is seen when the channels are built. */
const REQUIRED = {
  webhook: [],
  heartbeat: [],
  email: ['host', 'from', 'to'],
} satisfies Record<NotifyType, readonly string[]>;

const filePath = (value: unknown): string | undefined => {
  const problem = path().problem(value);
  return problem && `it ${problem}`;
};

const CHECKS: Readonly<Record<string, (value: unknown, type: NotifyType) => string | undefined>> = {
  name: (value) =>
    typeof value === 'string' && CHANNEL_NAME.test(value)
      ? undefined
      : 'it must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit',
  events: (value, type) => {
    const words: readonly unknown[] = type === 'heartbeat' ? HEARTBEAT_EVENTS : ALERT_EVENTS;
    return isList(value, (word) => words.includes(word))
      ? undefined
      : `it must be a list of ${words.join(', ')}`;
  },
  databases: (value) =>
    isList(value, (name) => typeof name === 'string' && isDatabaseName(name))
      ? undefined
      : 'it must be a list of names of databases',
  url: (value) => (typeof value === 'string' ? urlProblem(value) : 'it must be a text'),
  url_file: filePath,
  secret: filledText,
  secret_file: filePath,
  method: (value) => (value === 'GET' || value === 'POST' ? undefined : 'it must be GET or POST'),
  host: (value) =>
    typeof value === 'string' && HOST.test(value) ? undefined : 'it must be the name or address of a host',
  port: (value) => {
    const problem = wholeNumber(1, MAX_PORT).problem(value);
    return problem && `it ${problem}`;
  },
  user: filledText,
  password: filledText,
  password_file: filePath,
  from: (value) => (isAddress(value) ? undefined : 'it must be one address, such as backup@example.org'),
  to: (value) => (isList(value, isAddress) ? undefined : 'it must be a list of addresses'),
};

function twinProblem(entry: NotifyEntry, names: Set<string>): string | undefined {
  // In the environment names are written in capitals: two that differ by case alone would share a secret.
  const name = channelName(entry)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_');
  if (names.has(name)) return 'has the name of another one: give each a "name" of its own';
  names.add(name);
  return undefined;
}

function isType(value: unknown): value is NotifyType {
  return typeof value === 'string' && TYPES.includes(value);
}

function isList(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isElement);
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && ADDRESS.test(value);
}

function filledText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? undefined : 'it must be a text that is not empty';
}
