import type { DeliveryOutcome } from '../../../application/ports/notifier.ts';

/** The sender, as receivers see it. */
export interface Sender {
  readonly host: string;
  readonly toolVersion: string;
}

const TOO_MANY_REQUESTS = 429;
const SERVER_ERRORS_FROM = 500;
const MAX_PROBLEM = 200;

interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  /** The wall clock, for a Retry-After with a date. */
  readonly now: Date;
  readonly signal: AbortSignal | undefined;
}

/** One request and its delivery outcome. Redirects are not followed: they would leak secrets. */
export async function attemptRequest(request: HttpRequest): Promise<DeliveryOutcome> {
  const { url, method, headers, body = null, timeoutMs } = request;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
  try {
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    // The status is enough; an unread body would keep the connection.
    await response.body?.cancel();
    return outcomeOf(response, request.now);
  } catch (error) {
    const problem = limit.aborted ? `no answer within ${String(timeoutMs / 1000)} s` : describe(error);
    return { kind: 'unavailable', problem, retryAfterMs: 0 };
  }
}

function outcomeOf(response: Response, now: Date): DeliveryOutcome {
  const { status } = response;
  if (response.ok) return { kind: 'delivered' };
  const problem = `answered ${String(status)}`;
  if (status === TOO_MANY_REQUESTS || status >= SERVER_ERRORS_FROM) {
    return {
      kind: 'unavailable',
      problem,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now),
    };
  }
  const isRedirect = status >= 300 && status < 400;
  return { kind: 'rejected', problem: isRedirect ? `${problem}: redirects are not followed` : problem };
}

/** Source: RFC 9110, 10.2.3: seconds, or a date. Anything else counts as 0. */
function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0;
  const value = header.trim();
  const milliseconds = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}

/** fetch reports only "fetch failed"; its cause names host and port, never the path. */
function describe(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return 'the request failed';
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
  return inner.message.includes(code) || inner.message === ''
    ? (inner.message || code).slice(0, MAX_PROBLEM)
    : `${code}: ${inner.message}`.slice(0, MAX_PROBLEM);
}
