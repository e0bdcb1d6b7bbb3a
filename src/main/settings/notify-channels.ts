import { resolve } from 'node:path';
import { readGivenFile } from '../../adapters/outbound/files/read-small-file.ts';
import { ConfigurationException } from '../../domain/exceptions/configuration-exception.ts';
import type { AlertChannel, HeartbeatChannel } from '../../domain/notification/channel.ts';
import {
  ALERT_EVENTS,
  HEARTBEAT_EVENTS,
  type AlertEvent,
  type HeartbeatEvent,
} from '../../domain/notification/notification.ts';
import type { MergedSettings } from './merged-settings.ts';
import { channelName, urlProblem, type NotifyEntry } from './notify-format.ts';

const SUBMISSION_PORT = 587;
/** More is no password or URL. */
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

/** What may be kept out of the configuration file. */
type SecretField = 'url' | 'secret' | 'password';

/**
 * The channels with their secrets, which stand in the entry, in a file or in the environment.
 *
 * @throws ConfigurationException a secret is there twice, its file cannot be read, or what is needed is missing
 */
export function notifyChannels(
  { values, originOf }: MergedSettings,
  env: NodeJS.ProcessEnv,
): readonly NotifyChannel[] {
  return values.notify.map((entry) => toChannel(new ChannelEntry(entry, originOf.notify, env)));
}

function toChannel(source: ChannelEntry): NotifyChannel {
  const { entry } = source;
  const common = { name: channelName(entry), databases: entry.databases };
  if (entry.type === 'heartbeat') {
    const events = (entry.events ?? HEARTBEAT_EVENTS) as readonly HeartbeatEvent[];
    const heartbeat = { url: source.url(), method: entry.method ?? 'POST' } as const;
    return { channel: { ...common, type: 'heartbeat', events }, heartbeat };
  }
  const events = (entry.events ?? ALERT_EVENTS) as readonly AlertEvent[];
  const channel: AlertChannel = { ...common, type: entry.type, events };
  if (entry.type === 'webhook') {
    return { channel, webhook: { url: source.url(), secret: source.secret('secret') } };
  }
  return { channel, email: emailTarget(source) };
}

function emailTarget(source: ChannelEntry): EmailTarget {
  const { host = '', port = SUBMISSION_PORT, user, from = '', to = [] } = source.entry;
  const password = source.secret('password');
  if ((user === undefined) !== (password === undefined)) {
    throw source.problem(
      user === undefined ? 'has a password and no "user"' : 'has a "user" and no password',
    );
  }
  return { host, port, user, password, from, to };
}

/** One entry, and where its secrets may be. */
class ChannelEntry {
  readonly entry: NotifyEntry;
  readonly #origin: MergedSettings['originOf']['notify'];
  readonly #env: NodeJS.ProcessEnv;

  constructor(entry: NotifyEntry, origin: MergedSettings['originOf']['notify'], env: NodeJS.ProcessEnv) {
    this.entry = entry;
    this.#origin = origin;
    this.#env = env;
  }

  url(): URL {
    const text = this.secret('url');
    if (text === undefined) throw this.problem(`lacks "url", "url_file" or ${this.#variable('url')}`);
    const problem = urlProblem(text);
    // What is wrong with it is told, the URL itself is not: whoever knows it may use it.
    if (problem !== undefined) throw this.problem(`has a wrong URL: ${problem}`);
    return new URL(text);
  }

  secret(field: SecretField): string | undefined {
    const variable = this.#variable(field);
    const file = this.entry[`${field}_file`];
    const given = [
      ...(this.entry[field] === undefined ? [] : [{ where: `"${field}"`, read: () => this.entry[field] }]),
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
    const channel = channelName(this.entry);
    return new ConfigurationException(`notify: the channel ${channel} ${what} (${source})`, {
      hint: `Correct the entry of ${channel} in notify; a secret stands in the entry, in a file or in the environment.`,
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
    const name = channelName(this.entry)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '_');
    return `BACKUP_NOTIFY_${name}_${field.toUpperCase()}`;
  }
}
