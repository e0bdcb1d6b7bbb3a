import { resolve } from 'node:path';
import { readGivenFile } from '../adapters/outbound/files/read-small-file.ts';
import { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
import type { AlertChannel, HeartbeatChannel } from '../domain/notification/channel.ts';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../domain/notification/notification.ts';
import type { MergedSettings, Origin } from './layer.ts';
import {
  channelName,
  environmentName,
  urlProblem,
  type EmailEntry,
  type NotifyEntry,
} from './notify-entry.ts';

const SUBMISSION_PORT = 587;
/** A larger file is no password or URL. */
const MAX_SECRET_BYTES = 64 * 1024;

export type NotifyChannel =
  | { readonly channel: AlertChannel; readonly webhook: WebhookTarget }
  | { readonly channel: HeartbeatChannel; readonly heartbeat: HeartbeatTarget }
  | { readonly channel: AlertChannel; readonly email: EmailTarget };

export interface WebhookTarget {
  readonly url: URL;
  readonly secret: string | undefined;
}

export interface HeartbeatTarget {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
}

export interface EmailTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

/** May be in the entry, in a file or in the environment. */
type SecretField = 'url' | 'secret' | 'password';

/** @throws ConfigurationException a secret is set twice, missing, or in an unreadable file */
export function notifyChannels(
  { values, originOf }: MergedSettings,
  env: NodeJS.ProcessEnv,
): readonly NotifyChannel[] {
  return values.notify.map((entry) => toChannel(entry, new SecretSource(entry, originOf.notify, env)));
}

function toChannel(entry: NotifyEntry, source: SecretSource): NotifyChannel {
  const common = { name: channelName(entry), databases: entry.databases };
  if (entry.type === 'heartbeat') {
    const { type, events = HEARTBEAT_EVENTS, method = 'POST' } = entry;
    return { channel: { ...common, type, events }, heartbeat: { url: source.url(), method } };
  }
  const channel: AlertChannel = { ...common, type: entry.type, events: entry.events ?? ALERT_EVENTS };
  if (entry.type === 'webhook') {
    return { channel, webhook: { url: source.url(), secret: source.secret('secret') } };
  }
  return { channel, email: emailTarget(entry, source) };
}

function emailTarget(entry: EmailEntry, source: SecretSource): EmailTarget {
  const { host, port = SUBMISSION_PORT, user, from, to } = entry;
  const password = source.secret('password');
  if ((user === undefined) !== (password === undefined)) {
    throw source.problem(
      user === undefined ? 'has a password and no "user"' : 'has a "user" and no password',
    );
  }
  return { host, port, user, password, from, to };
}

class SecretSource {
  readonly #entry: NotifyEntry;
  readonly #origin: Origin;
  readonly #env: NodeJS.ProcessEnv;

  constructor(entry: NotifyEntry, origin: Origin, env: NodeJS.ProcessEnv) {
    this.#entry = entry;
    this.#origin = origin;
    this.#env = env;
  }

  url(): URL {
    const text = this.secret('url');
    if (text === undefined) throw this.problem(`lacks "url", "url_file" or ${this.#variable('url')}`);
    const problem = urlProblem(text);
    // Without the URL, which is a secret.
    if (problem !== undefined) throw this.problem(`has a wrong URL: it ${problem}`);
    return new URL(text);
  }

  secret(field: SecretField): string | undefined {
    const variable = this.#variable(field);
    const fields = this.#entry as Partial<Record<string, string>>;
    const { [field]: value, [`${field}_file`]: file } = fields;
    const given = [
      ...(value === undefined ? [] : [{ where: `"${field}"`, read: () => value }]),
      ...(file === undefined ? [] : [{ where: `"${field}_file"`, read: () => this.#read(file) }]),
      ...(this.#env[variable] === undefined ? [] : [{ where: variable, read: () => this.#env[variable] }]),
    ];
    const [first, second] = given;
    if (second !== undefined) {
      throw this.problem(`has its ${field} in two places, ${String(first?.where)} and ${second.where}`);
    }
    const text = first?.read()?.trim();
    if (text === '') throw this.problem(`has an empty ${field} in ${String(first?.where)}`);
    return text;
  }

  problem(what: string, cause?: unknown): ConfigurationException {
    const { source } = this.#origin;
    const channel = channelName(this.#entry);
    return new ConfigurationException(`notify: the channel ${channel} ${what} (${source})`, {
      hint: `Correct the entry of ${channel} in notify. A secret is in the entry, in a file or in the environment.`,
      details: { key: 'notify', channel, source },
      cause,
    });
  }

  #read(file: string): string {
    const path = resolve(this.#origin.baseDirectory, file);
    try {
      return new TextDecoder().decode(readGivenFile(path, MAX_SECRET_BYTES));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw this.problem(`names a file that cannot be read: ${path}: ${code}`, error);
    }
  }

  #variable(field: SecretField): string {
    return `BACKUP_NOTIFY_${environmentName(this.#entry)}_${field.toUpperCase()}`;
  }
}
