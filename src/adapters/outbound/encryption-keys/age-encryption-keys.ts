import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EncryptionKeys, NewIdentity } from '../../../application/ports/encryption-keys.ts';
import type { KeyCheck } from '../../../domain/encryption/key-check.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { newKeyPair, type KeyCheckRequest } from '../age/key-pair.ts';
import { directoryException, isSystemError } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { removeQuietly } from '../files/remove-file.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';

/** Keys of age. The check runs in a child process: a passphrase needs 256 MiB for a moment. */
export class AgeEncryptionKeys implements EncryptionKeys {
  readonly #process: TaskProcess;
  readonly #request: KeyCheckRequest;

  constructor(process: TaskProcess, request: KeyCheckRequest) {
    this.#process = process;
    this.#request = request;
  }

  async createIdentity(path: string, createdAt: Date): Promise<NewIdentity> {
    const { identity, recipient } = await newKeyPair();
    // As age-keygen writes it.
    const text = `# created: ${createdAt.toISOString()}\n# public key: ${recipient}\n${identity}\n`;
    await writeNew(path, text);
    return { recipient };
  }

  async check({ signal }: { readonly signal: AbortSignal }): Promise<KeyCheck> {
    if (this.#request.encryption === undefined) return { result: 'not_encrypted' };
    return this.#process.run('check-keys', this.#request, { signal });
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
    await syncDirectory(dirname(path));
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') {
      throw new UsageException(`${path} exists already: an identity is never overwritten`, {
        hint: 'Name a new file with --output. Backups for the old identity still need the old one.',
        details: { path },
      });
    }
    // An incomplete identity file must not look like a key.
    await removeQuietly(path);
    throw directoryException(error, path);
  }
}
