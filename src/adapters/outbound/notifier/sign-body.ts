import { createHmac } from 'node:crypto';

/**
 * The value of the signature header: `t=<seconds>,v1=<hex>`, where the hex is HMAC-SHA256 of `<seconds>.<body>`. The
 * time is signed too, so that a receiver can refuse a message that somebody recorded and sends again.
 */
export function signBody(body: string, secret: string, now: Date): string {
  const seconds = String(Math.floor(now.getTime() / 1000));
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${digest}`;
}
