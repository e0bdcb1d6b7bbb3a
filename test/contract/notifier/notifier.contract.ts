import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { DeliveryOutcome, Notifier } from '../../../src/application/ports/notifier.ts';
import type { Notification } from '../../../src/domain/notification/notification.ts';

export interface NotifierSubject {
  /** Its time limit is longer than any test waits: a busy machine is no receiver that does not answer. */
  readonly notifier: Notifier;
  /** The same channel with a time limit of a fraction of a second. */
  readonly impatient: Notifier;
  /** A message that the channel can carry. */
  readonly notification: Notification;
  /** What the receiver does with the next messages. */
  behave(how: 'accept' | 'refuse' | 'ask for patience' | 'never answer'): void;
  /** Nobody is there any more. */
  leave(): Promise<void>;
  /** How many messages the receiver took. */
  taken(): number;
  /** Texts that nobody but the receiver may learn. */
  readonly secrets: readonly string[];
  dispose(): Promise<void>;
}

/** The promises of the Notifier port. */
export function describeNotifier(name: string, create: () => Promise<NotifierSubject>): void {
  describe(`${name} is a Notifier`, () => {
    let subject: NotifierSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(() => subject.dispose());

    const deliver = (signal?: AbortSignal): Promise<DeliveryOutcome> =>
      subject.notifier.deliver(subject.notification, { signal });

    it('`delivered` only when the receiver said that it took the message', async () => {
      expect(await deliver()).to.deep.equal({ kind: 'delivered' });
      expect(subject.taken()).to.equal(1);
    });

    it('One call is one attempt', async () => {
      await deliver();
      await deliver();
      expect(subject.taken()).to.equal(2);
    });

    it('What the receiver refuses for good is `rejected`', async () => {
      subject.behave('refuse');
      expectProblem(await deliver(), 'rejected');
    });

    it('A receiver that asks for patience is `unavailable`', async () => {
      subject.behave('ask for patience');
      expectProblem(await deliver(), 'unavailable');
    });

    it('A receiver that does not answer in time is `unavailable`', async () => {
      subject.behave('never answer');
      expectProblem(await subject.impatient.deliver(subject.notification, {}), 'unavailable');
      expect(subject.taken()).to.equal(0);
    });

    it('A receiver that is not there is `unavailable`', async () => {
      await subject.leave();
      expectProblem(await deliver(), 'unavailable');
    });

    it('Aborting the signal ends the attempt, before and while it is made', async () => {
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
