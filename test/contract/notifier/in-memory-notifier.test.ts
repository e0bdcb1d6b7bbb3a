import { InMemoryNotifier } from '../../../src/adapters/outbound/notifier/in-memory-notifier.ts';
import type { DeliveryOutcome } from '../../../src/application/ports/notifier.ts';
import { alertChannel, notificationWith } from '../../support/notifications.ts';
import { LONG_TIMEOUT_MS } from './http-subject.ts';
import { describeNotifier } from './notifier.contract.ts';

const GONE: DeliveryOutcome = { kind: 'unavailable', problem: 'nobody there', retryAfterMs: 0 };

describeNotifier('InMemoryNotifier', async () => {
  const notifier = new InMemoryNotifier(alertChannel());
  const impatient = new InMemoryNotifier(alertChannel());
  return Promise.resolve({
    notifier,
    impatient,
    notification: notificationWith(),
    behave: (how: 'accept' | 'refuse' | 'ask for patience' | 'never answer') => {
      notifier.timeoutMs = how === 'never answer' ? LONG_TIMEOUT_MS : undefined;
      impatient.timeoutMs = how === 'never answer' ? 1 : undefined;
      if (how === 'refuse') notifier.answers = [{ kind: 'rejected', problem: 'no' }];
      if (how === 'ask for patience') notifier.answers = [GONE];
    },
    leave: async () => {
      notifier.answers = [GONE];
      return Promise.resolve();
    },
    taken: () => notifier.delivered.length,
    secrets: [],
    dispose: () => Promise.resolve(),
  });
});
