import { execFileSync } from 'node:child_process';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { AgeEncryptionKeys } from '../../../src/adapters/outbound/encryption-keys/age-encryption-keys.ts';
import { InMemoryEncryptionKeys } from '../../../src/adapters/outbound/encryption-keys/in-memory-encryption-keys.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import type { EncryptionTarget, KeyFiles } from '../../../src/domain/encryption/encryption.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { hasProgram, requires } from '../../e2e/requirement.ts';
import { newAgeKey } from '../../support/age-keys.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeEncryptionKeys } from './encryption-keys.contract.ts';

const { signal } = new AbortController();

function keysFor(encryption: EncryptionTarget | undefined, keyFiles: KeyFiles = {}): AgeEncryptionKeys {
  return new AgeEncryptionKeys(new TaskProcess(taskWorkerPath()), { encryption, keyFiles });
}

describeEncryptionKeys('AgeEncryptionKeys', async () => {
  const folder = await makeFolder();
  return {
    keys: keysFor(undefined),
    path: join(folder, 'key.txt'),
    write: (path, content) => writeFile(path, content),
    read: (path) => readFile(path, 'utf8').catch(() => undefined),
    dispose: () => removeFolder(folder),
  };
});

describeEncryptionKeys('InMemoryEncryptionKeys', async () => {
  const keys = new InMemoryEncryptionKeys();
  return {
    keys,
    path: '/keys/key.txt',
    write: async (path, content) => void keys.files.set(path, content),
    read: async (path) => keys.files.get(path),
    dispose: async () => {},
  };
});

describe('AgeEncryptionKeys', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => removeFolder(folder));

  it('creates an identity file that only its owner can read', async () => {
    const path = join(folder, 'key.txt');
    await keysFor(undefined).createIdentity(path, new Date());
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it('creates a file that age-keygen reads', async function () {
    requires(this, hasProgram('age-keygen', '--version'), 'age');
    const path = join(folder, 'key.txt');
    const { recipient } = await keysFor(undefined).createIdentity(path, new Date());
    expect(execFileSync('age-keygen', ['-y', path], { encoding: 'utf8' }).trim()).to.equal(recipient);
  });

  it('leaves no file where none can be written', async () => {
    const outcome = keysFor(undefined).createIdentity(join(folder, 'missing', 'key.txt'), new Date());
    expect(await rejectionOf(outcome)).to.be.instanceOf(BackupDirectoryException);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('opens a sample with the configured identities', async () => {
    const [ours, other] = [await newAgeKey(), await newAgeKey()];
    const identityFile = join(folder, 'identity');
    await writeFile(identityFile, ours.identity);
    const check = (recipients: readonly string[], keyFiles: KeyFiles) =>
      keysFor({ recipients }, keyFiles).check({ signal });
    const both = [other.recipient, ours.recipient];
    expect(await check(both, { identityFile })).to.deep.equal({ result: 'opened', recipients: 2 });
    expect(await check(both, {})).to.deep.equal({ result: 'no_identity', recipients: 2 });
    expect(await check([other.recipient], { identityFile })).to.deep.equal({ result: 'wrong_identity' });
    expect(await keysFor(undefined, { identityFile }).check({ signal })).to.deep.equal({
      result: 'not_encrypted',
    });
  });

  it('opens a sample with the configured passphrase', async () => {
    const passphraseFile = join(folder, 'passphrase');
    await writeFile(passphraseFile, 'correct horse');
    const check = await keysFor({ passphraseFile }, { passphraseFile }).check({ signal });
    expect(check).to.deep.equal({ result: 'opened', recipients: 1 });
  });

  it('refuses a key file that cannot be read', async () => {
    const { recipient } = await newAgeKey();
    const keys = keysFor({ recipients: [recipient] }, { identityFile: join(folder, 'missing') });
    const error = await rejectionOf(keys.check({ signal }));
    expect(error).to.be.instanceOf(ConfigurationException);
    expect((error as Error).message).to.include('encryption_identity_file');
  });
});
