import { z } from 'zod';
import { isDatabaseName } from '../domain/backup/database-name.ts';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../domain/notification/notification.ts';
import {
  entry,
  environmentName,
  filledText,
  path,
  text,
  textWith,
  unique,
  wholeNumber,
} from './value-schemas.ts';

const MAX_PORT = 65_535;
const CHANNEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** One address, with or without a name; nothing that could start another mail header. */
const ADDRESS = /^(?:[^<>\r\n,;@"]*<[^<>\s,;@]+@[^<>\s,;@]+>|[^<>\s,;@]+@[^<>\s,;@]+)$/;
const HOST = /^[A-Za-z0-9._:-]+$/;

const isAddress = (value: string): boolean => ADDRESS.test(value);
const url = textWith('must be a text', urlProblem).optional();
const urlFile = path.optional();
const NOT_AN_ENTRY = 'must be {"type": …, …}';

const common = {
  name: text('must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit', (value) =>
    CHANNEL_NAME.test(value),
  ).optional(),
  databases: list('must be a list of names of databases', (message) =>
    text(message, isDatabaseName),
  ).optional(),
};

const webhook = entry(
  {
    type: z.literal('webhook'),
    ...common,
    events: eventsOf(ALERT_EVENTS),
    ...{ url, url_file: urlFile },
    secret: filledText.optional(),
    secret_file: path.optional(),
  },
  NOT_AN_ENTRY,
);

const heartbeat = entry(
  {
    type: z.literal('heartbeat'),
    ...common,
    events: eventsOf(HEARTBEAT_EVENTS),
    ...{ url, url_file: urlFile },
    method: z.enum(['GET', 'POST'], 'must be GET or POST').optional(),
  },
  NOT_AN_ENTRY,
);

const email = entry(
  {
    type: z.literal('email'),
    ...common,
    events: eventsOf(ALERT_EVENTS),
    host: text('must be the name or address of a host', (value) => HOST.test(value)),
    port: wholeNumber(1, MAX_PORT).optional(),
    user: filledText.optional(),
    password: filledText.optional(),
    password_file: path.optional(),
    from: text('must be one address, such as backup@example.org', isAddress),
    to: list('must be a list of addresses', (message) => text(message, isAddress)),
  },
  NOT_AN_ENTRY,
);

const notifyEntry = z.discriminatedUnion('type', [webhook, heartbeat, email], {
  error: ({ code }: z.core.$ZodRawIssue) =>
    code === 'invalid_union' ? 'must be one of webhook, heartbeat, email' : NOT_AN_ENTRY,
});

export type NotifyEntry = z.output<typeof notifyEntry>;
export type EmailEntry = z.output<typeof email>;

export const notifyEntries = z
  .array(notifyEntry, 'must be a list of {"type": …, …}')
  .superRefine(
    unique(
      (channel) => environmentName(channelName(channel)),
      'has the name of another one: give each a "name" of its own',
    ),
  );

export function channelName({ name, type }: NotifyEntry): string {
  return name ?? type;
}

/** Why a text is no URL for a channel, or `undefined`. */
export function urlProblem(value: string): string | undefined {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
    return 'must be a URL that begins with https:// or http://';
  }
  return parsed.username === '' && parsed.password === '' ? undefined : 'must not hold a user or a password';
}

function list<S extends z.ZodType>(message: string, element: (message: string) => S) {
  return z.array(element(message), message).min(1, message);
}

function eventsOf<const T extends readonly string[]>(events: T) {
  return list(`must be a list of ${events.join(', ')}`, (message) => z.enum(events, message)).optional();
}
