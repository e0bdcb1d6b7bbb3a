import { expect } from 'chai';
import { Encrypter } from 'age-encryption';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { EncryptionKeys } from '../../../src/application/ports/encryption-keys.ts';
import { isRecipient } from '../../../src/domain/encryption/recipient.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { openWithLibrary } from '../../support/age-keys.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface EncryptionKeysSubject {
  readonly keys: EncryptionKeys;
  /** A path without a file. */
  readonly path: string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string | undefined>;
  dispose(): Promise<void>;
}

export function describeEncryptionKeys(name: string, create: () => Promise<EncryptionKeysSubject>): void {
  describe(`${name} is EncryptionKeys`, () => {
    let subject: EncryptionKeysSubject;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(() => subject.dispose());

    it('creates an identity that opens what its recipient can read', async () => {
      const { recipient } = await subject.keys.createIdentity(subject.path, new Date());
      expect(isRecipient(recipient)).to.equal(true);
      const identity = /^AGE-SECRET-KEY-1\w+$/m.exec((await subject.read(subject.path)) ?? '')?.[0] ?? '';
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      const file = await encrypter.encrypt('content');
      expect((await openWithLibrary(file, identity)).toString()).to.equal('content');
    });

    it('keeps an existing file', async () => {
      await subject.write(subject.path, 'another key');
      const error = await rejectionOf(subject.keys.createIdentity(subject.path, new Date()));
      expect(error).to.be.instanceOf(UsageException);
      expect((error as UsageException).message).to.include(subject.path);
      expect(await subject.read(subject.path)).to.equal('another key');
    });

    it('creates another identity each time', async () => {
      const first = await subject.keys.createIdentity(subject.path, new Date());
      const second = await subject.keys.createIdentity(`${subject.path}-2`, new Date());
      expect(first.recipient).not.to.equal(second.recipient);
    });
  });
}
