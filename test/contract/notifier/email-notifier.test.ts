import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { EmailNotifier, type EmailOptions } from '../../../src/adapters/outbound/notifier/email-notifier.ts';
import type { DeliveryOutcome } from '../../../src/application/ports/notifier.ts';
import { alertChannel, notificationWith } from '../../support/notifications.ts';
import { SmtpReceiver, type SmtpBehaviour } from '../../support/smtp-receiver.ts';
import { LONG_TIMEOUT_MS, SENDER, SHORT_TIMEOUT_MS } from './http-subject.ts';
import { describeNotifier } from './notifier.contract.ts';

const PASSWORD = 'pa55word-s3cr3t';
/** This machine by a name that the product does not know to be this machine's. */
const ELSEWHERE = '0.0.0.0';

function notifierTo(port: number, changes: Partial<EmailOptions> = {}): EmailNotifier {
  const options: EmailOptions = {
    host: '127.0.0.1',
    port,
    user: 'backup',
    password: PASSWORD,
    from: 'Backup <backup@example.org>',
    to: ['ops@example.org', 'boss@example.org'],
    timeoutMs: 5000,
    ...changes,
  };
  return new EmailNotifier(alertChannel({ type: 'email' }), options, SENDER);
}

const BEHAVIOUR_OF = {
  accept: {},
  refuse: { answers: { MAIL: '550 we do not know you' } },
  'ask for patience': { answers: { MAIL: '451 come back later' } },
  'never answer': { silent: true },
} satisfies Record<string, SmtpBehaviour>;

describeNotifier('EmailNotifier', async () => {
  const receiver = await SmtpReceiver.start();
  return {
    notifier: notifierTo(receiver.port, { timeoutMs: LONG_TIMEOUT_MS }),
    impatient: notifierTo(receiver.port, { timeoutMs: SHORT_TIMEOUT_MS }),
    notification: notificationWith(),
    behave: (how) => {
      receiver.behaviour = BEHAVIOUR_OF[how];
    },
    leave: () => receiver.stop(),
    taken: () => receiver.mails.length,
    secrets: [PASSWORD, Buffer.from(`\0backup\0${PASSWORD}`).toString('base64')],
    dispose: () => receiver.stop(),
  };
});

describe('EmailNotifier over SMTP', () => {
  let receiver: SmtpReceiver;

  beforeEach(async () => {
    receiver = await SmtpReceiver.start();
  });

  afterEach(() => receiver.stop());

  const send = (
    changes: Partial<EmailOptions> = {},
    notification = notificationWith(),
  ): Promise<DeliveryOutcome> => notifierTo(receiver.port, changes).deliver(notification, {});

  it('sends plain text to every recipient', async () => {
    expect(await send()).to.deep.equal({ kind: 'delivered' });
    const [mail] = receiver.mails;
    expect(mail?.from).to.include('<backup@example.org>');
    expect(mail?.to.join()).to.include('<ops@example.org>').and.include('<boss@example.org>');
    expect(mail?.text)
      .to.include('Subject: [backup] app: create failed on box')
      .and.include('Content-Type: text/plain; charset=utf-8')
      .and.include('Auto-Submitted: auto-generated')
      .and.include('<0b0f6f0e-3c43-4b8e-9d0d-0c6f7f1c9a55@sqlite-backup-manager>')
      .and.include('What to do: Check the path.');
  });

  it('cannot be made to send other headers by what a message says', async () => {
    await send(
      {},
      notificationWith({ subject: 'x\r\nBcc: evil@example.org\r\n\r\nhello', database: 'a\nb' }),
    );
    const [head] = receiver.mails[0]?.text.split('\n\n') ?? [];
    expect(head).not.to.match(/^Bcc:/m);
    expect(receiver.mails[0]?.to).to.have.lengthOf(2);
  });

  it('uses TLS when a server on this machine offers it, with any certificate', async () => {
    receiver.behaviour = { offersTls: true };
    expect(await send()).to.deep.equal({ kind: 'delivered' });
    expect(receiver.mails[0]?.wasEncrypted).to.equal(true);
  });

  it('sends nothing to another host without TLS', async () => {
    const outcome = await send({ host: ELSEWHERE });
    expect(outcome.kind).to.equal('rejected');
    expect(receiver.mails).to.deep.equal([]);
    expect(receiver.clearLines.filter((line) => /^(AUTH|MAIL)/.test(line))).to.deep.equal([]);
  });

  it('sends nothing to another host with an invalid certificate', async () => {
    receiver.behaviour = { offersTls: true };
    const outcome = await send({ host: ELSEWHERE });
    expect(outcome)
      .to.have.property('problem')
      .that.matches(/certificate/i);
    expect(receiver.mails).to.deep.equal([]);
    expect(receiver.clearLines.filter((line) => /^(AUTH|MAIL)/.test(line))).to.deep.equal([]);
  });

  it('logs in only with a user', async () => {
    await send({ user: undefined, password: undefined });
    expect(receiver.mails).to.have.lengthOf(1);
    expect(receiver.clearLines.some((line) => line.startsWith('AUTH'))).to.equal(false);
  });

  for (const [answer, kind] of [
    ['535 wrong password', 'rejected'],
    ['454 try again', 'unavailable'],
  ] as const) {
    it(`takes ${answer} to a login for ${kind}`, async () => {
      receiver.behaviour = { answers: { AUTH: answer } };
      expect((await send()).kind).to.equal(kind);
    });
  }

  it('is rejected when one of several recipients was refused, and names that one', async () => {
    receiver.behaviour = { answers: { 'RCPT TO:<boss@example.org>': '550 gone' } };
    const outcome = await send();
    expect(outcome).to.deep.equal({ kind: 'rejected', problem: 'the server refused boss@example.org' });
    expect(receiver.mails).to.have.lengthOf(1);
  });
});
