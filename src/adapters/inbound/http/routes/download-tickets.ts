import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../../../application/ports/clock.ts';
import type { Caller } from '../route-context.ts';
import { MINUTE_MS } from '../../../../domain/units.ts';

export const TICKET_LIFETIME_MS = MINUTE_MS;
const MAX_TICKETS = 1000;

interface Ticket {
  readonly filename: string;
  readonly issuer: string;
  readonly expiresAt: Date;
}

/**
 * One-time links for browsers, which send no token when they follow a link. Only digests are kept, in memory.
 */
export class DownloadTickets {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, Ticket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(filename: string, issuer: string): { readonly secret: string; readonly expiresAt: Date } {
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(this.#clock.now().getTime() + TICKET_LIFETIME_MS);
    this.#tickets.set(digestOf(secret), { filename, issuer, expiresAt });
    for (const oldest of [...this.#tickets.keys()].slice(0, -MAX_TICKETS)) this.#tickets.delete(oldest);
    return { secret, expiresAt };
  }

  /** Uses the ticket up. `undefined` if it is unknown, expired or for another file. */
  redeem(secret: string, filename: string): Caller | undefined {
    const digest = digestOf(secret);
    const ticket = this.#tickets.get(digest);
    if (ticket === undefined) return undefined;
    this.#tickets.delete(digest);
    const isValid = ticket.filename === filename && this.#clock.now() < ticket.expiresAt;
    return isValid ? { name: `link of ${ticket.issuer}`, scope: undefined } : undefined;
  }
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
