import type { EncryptionKeys, NewIdentity } from '../../../application/ports/encryption-keys.ts';
import type { KeyCheck } from '../../../domain/encryption/key-check.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { newKeyPair } from '../age/key-pair.ts';

/** Real keys in files of a map. */
export class InMemoryEncryptionKeys implements EncryptionKeys {
  readonly files = new Map<string, string>();
  /** The result of the next checks. */
  checked: KeyCheck = { result: 'not_encrypted' };

  async createIdentity(path: string): Promise<NewIdentity> {
    if (this.files.has(path)) {
      throw new UsageException(`${path} exists already`, { hint: 'Name a new file.', details: { path } });
    }
    const { identity, recipient } = await newKeyPair();
    this.files.set(path, `${identity}\n`);
    return { recipient };
  }

  check(): Promise<KeyCheck> {
    return Promise.resolve(this.checked);
  }
}
