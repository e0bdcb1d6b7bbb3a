import type { Notifier } from '../../../src/application/ports/notifier.ts';
import type { Notification } from '../../../src/domain/notification/notification.ts';
import { HttpReceiver, type Answer } from '../../support/http-receiver.ts';
import type { NotifierSubject } from './notifier.contract.ts';

export const SECRET_PATH = '/hooks/s3cr3t-path';
export const SHORT_TIMEOUT_MS = 300;
export const LONG_TIMEOUT_MS = 120_000;
export const SENDER = { host: 'box', toolVersion: '0.1.0' };

const ANSWER_OF = {
  accept: { status: 200 },
  refuse: { status: 403 },
  'ask for patience': { status: 503 },
  'never answer': undefined,
} satisfies Record<string, Answer | undefined>;

/** A channel over HTTP and its receiver. */
export async function httpSubject(
  create: (url: URL, timeoutMs: number) => Notifier,
  notification: Notification,
): Promise<NotifierSubject> {
  const receiver = await HttpReceiver.start();
  return {
    notifier: create(receiver.url(SECRET_PATH), LONG_TIMEOUT_MS),
    impatient: create(receiver.url(SECRET_PATH), SHORT_TIMEOUT_MS),
    notification,
    behave: (how) => {
      receiver.answer = ANSWER_OF[how];
    },
    leave: () => receiver.stop(),
    taken: () => (receiver.answer?.status === 200 || isDefault(receiver) ? receiver.received.length : 0),
    secrets: ['s3cr3t'],
    dispose: () => receiver.stop(),
  };
}

function isDefault({ answer }: HttpReceiver): boolean {
  return answer?.status === 204;
}
