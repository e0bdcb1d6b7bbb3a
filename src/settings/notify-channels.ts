import type { AlertChannel, HeartbeatChannel } from '../domain/notification/channel.ts';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../domain/notification/notification.ts';
import type { MergedSettings } from './layer.ts';
import { channelName, urlProblem, type EmailEntry, type NotifyEntry } from './notify-entry.ts';
import { SecretSource } from './secret-source.ts';

const SUBMISSION_PORT = 587;

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

/** @throws ConfigurationException a secret is set twice, missing, or in an unreadable file */
export function notifyChannels(
  { values, originOf }: MergedSettings,
  env: NodeJS.ProcessEnv,
): readonly NotifyChannel[] {
  return values.notify.map((entry) =>
    toChannel(
      entry,
      new SecretSource({
        ...{ key: 'notify', noun: 'channel', name: channelName(entry) },
        ...{ entry, origin: originOf.notify, env },
      }),
    ),
  );
}

function toChannel(entry: NotifyEntry, source: SecretSource): NotifyChannel {
  const common = { name: channelName(entry), databases: entry.databases };
  if (entry.type === 'heartbeat') {
    const { type, events = HEARTBEAT_EVENTS, method = 'POST' } = entry;
    return { channel: { ...common, type, events }, heartbeat: { url: urlOf(source), method } };
  }
  const channel: AlertChannel = { ...common, type: entry.type, events: entry.events ?? ALERT_EVENTS };
  if (entry.type === 'webhook') {
    return { channel, webhook: { url: urlOf(source), secret: source.secret('secret') } };
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

function urlOf(source: SecretSource): URL {
  const text = source.secret('url');
  if (text === undefined) throw source.problem(`lacks "url", "url_file" or ${source.variable('url')}`);
  const problem = urlProblem(text);
  // Without the URL, which is a secret.
  if (problem !== undefined) throw source.problem(`has a wrong URL: it ${problem}`);
  return new URL(text);
}
