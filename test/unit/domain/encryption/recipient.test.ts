import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isRecipient } from '../../../../src/domain/encryption/recipient.ts';
import { newAgeKey } from '../../../support/age-keys.ts';

describe('isRecipient', () => {
  it('accepts what the library of age makes', async () => {
    for (let count = 0; count < 50; count += 1) {
      const { recipient } = await newAgeKey();
      expect(isRecipient(recipient), recipient).to.equal(true);
    }
  });

  it('refuses every change of one character', async () => {
    const { recipient } = await newAgeKey();
    for (let at = 0; at < recipient.length; at += 1) {
      const other = recipient[at] === 'q' ? 'p' : 'q';
      expect(isRecipient(recipient.slice(0, at) + other + recipient.slice(at + 1))).to.equal(false);
    }
  });

  it('refuses identities, other kinds of recipients and other texts', async () => {
    const { identity, recipient } = await newAgeKey();
    const texts = ['', 'age1', identity, recipient.toUpperCase(), ` ${recipient}`, `${recipient}q`];
    for (const text of [...texts, 'ssh-ed25519 AAAA', 'age1pq1qqqq', recipient.slice(0, -1)]) {
      expect(isRecipient(text), text).to.equal(false);
    }
  });
});
