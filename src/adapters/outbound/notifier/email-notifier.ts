import { createTransport } from 'nodemailer';
import type { DeliveryOutcome, Notifier } from '../../../application/ports/notifier.ts';
import type { AlertChannel } from '../../../domain/notification/channel.ts';
import { textOf, titleOf, type Notification } from '../../../domain/notification/notification.ts';
import type { Sender } from './http-attempt.ts';

const IMPLICIT_TLS_PORT = 465;
/** Source: RFC 5321, 4.2.1: replies from 500 on are permanent. */
const PERMANENT_FROM = 500;
/** Failures that every further attempt meets again: the server's setup, or our credentials. */
const PERMANENT_CODES = ['EAUTH', 'ETLS', 'ECONFIG', 'ENOAUTH'];
const MAX_PROBLEM = 200;

export interface EmailOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  /** For each step: connect, greeting, answer. */
  readonly timeoutMs: number;
}

/** Sends plain text over SMTP: with TLS, unless the server is on this machine. */
export class EmailNotifier implements Notifier {
  readonly channel: AlertChannel;
  readonly #options: EmailOptions;
  readonly #sender: Sender;

  constructor(channel: AlertChannel, options: EmailOptions, sender: Sender) {
    this.channel = channel;
    this.#options = options;
    this.#sender = sender;
  }

  async deliver(
    notification: Notification,
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): Promise<DeliveryOutcome> {
    const { from, to, timeoutMs } = this.#options;
    // A slow server may use most of the time of each command, so the whole delivery has a limit too.
    const limit = AbortSignal.timeout(2 * timeoutMs);
    const transport = this.#transport();
    try {
      const { rejected } = await transport.sendMail({
        from,
        to: [...to],
        subject: `[backup] ${titleOf(notification)} on ${this.#sender.host}`,
        text: textOf(notification, this.#sender.host),
        messageId: `<${notification.id}@sqlite-backup-manager>`,
        // Prevents automatic replies. Source: RFC 3834, 5.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Backup-Event': notification.event },
        // A message is plain text: it must not make the library read a file or a URL.
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      });
      const refused = rejected.map(String).join(', ');
      return refused === ''
        ? { kind: 'delivered' }
        : { kind: 'rejected', problem: `the server refused ${refused}` };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      transport.close();
    }
  }

  #transport() {
    const { host, port, user, password, timeoutMs } = this.#options;
    const isHere = isLoopback(host);
    return createTransport({
      host,
      port,
      secure: port === IMPLICIT_TLS_PORT,
      requireTLS: !isHere,
      // A server on this machine usually has a self-signed certificate, and the connection stays local.
      tls: { rejectUnauthorized: !isHere, minVersion: 'TLSv1.2' },
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      socketCloseTimeout: 0,
      ...(user !== undefined && { auth: { user, pass: password } }),
    });
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function outcomeOf(error: unknown): DeliveryOutcome {
  const problem = (error instanceof Error ? error.message : String(error)).slice(0, MAX_PROBLEM);
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  // The server's reply outranks the library's code: 454 to a login means "later".
  const isForGood =
    typeof responseCode === 'number'
      ? responseCode >= PERMANENT_FROM
      : PERMANENT_CODES.some((permanent) => permanent === code);
  return isForGood ? { kind: 'rejected', problem } : { kind: 'unavailable', problem, retryAfterMs: 0 };
}
