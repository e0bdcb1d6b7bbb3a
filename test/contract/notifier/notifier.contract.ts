import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DeliveryOutcome, Notifier } from '../../../src/application/ports/notifier.ts';
import type { Notification } from '../../../src/domain/notification/notification.ts';

export interface NotifierSubject {
  /** Its time limit exceeds any wait of a test: a busy machine must not look like a silent receiver. */
  readonly notifier: Notifier;
  /** The same channel with a time limit of a fraction of a second. */
  readonly impatient: Notifier;
  /** A message that the channel can carry. */
  readonly notification: Notification;
  /** How the receiver answers the next messages. */
  behave(how: 'accept' | 'refuse' | 'ask for patience' | 'never answer'): void;
  /** Stops the receiver. */
  leave(): Promise<void>;
  /** Number of accepted messages. */
  taken(): number;
  /** Texts that only the receiver may learn. */
  readonly secrets: readonly string[];
  dispose(): Promise<void>;
}

export function describeNotifier(name: string, create: () => Promise<NotifierSubject>): void {
  describe(`${name} is a Notifier`, () => {
    let subject: NotifierSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(() => subject.dispose());

    const deliver = (signal?: AbortSignal): Promise<DeliveryOutcome> =>
      subject.notifier.deliver(subject.notification, { signal });

    it('reports `delivered` only when the receiver accepted the message', async () => {
      expect(await deliver()).to.deep.equal({ kind: 'delivered' });
      expect(subject.taken()).to.equal(1);
    });

    it('makes one attempt per call', async () => {
      await deliver();
      await deliver();
      expect(subject.taken()).to.equal(2);
    });

    it('reports `rejected` when the receiver refuses permanently', async () => {
      subject.behave('refuse');
      expectProblem(await deliver(), 'rejected');
    });

    it('reports `unavailable` when the receiver demands a pause', async () => {
      subject.behave('ask for patience');
      expectProblem(await deliver(), 'unavailable');
    });

    it('reports `unavailable` when the receiver does not answer in time', async () => {
      subject.behave('never answer');
      expectProblem(await subject.impatient.deliver(subject.notification, {}), 'unavailable');
      expect(subject.taken()).to.equal(0);
    });

    it('reports `unavailable` when the receiver is gone', async () => {
      await subject.leave();
      expectProblem(await deliver(), 'unavailable');
    });

    it('ends the attempt when the signal aborts, before and during it', async () => {
      expectProblem(await deliver(AbortSignal.abort()), 'unavailable');
      subject.behave('never answer');
      const controller = new AbortController();
      const attempt = deliver(controller.signal);
      controller.abort();
      expectProblem(await attempt, 'unavailable');
      expect(subject.taken()).to.equal(0);
    });

    function expectProblem(outcome: DeliveryOutcome, kind: DeliveryOutcome['kind']): void {
      expect(outcome.kind).to.equal(kind);
      expect(outcome).to.have.property('problem').that.matches(/\w/);
      for (const secret of subject.secrets) expect(JSON.stringify(outcome)).not.to.include(secret);
    }
  });
}
