import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { keepFirstToken } from '../../../src/adapters/outbound/access-tokens/first-token-file.ts';
import { stateLayout } from '../../../src/adapters/outbound/files/state-layout.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { stateDirectoryOf } from '../../../src/adapters/outbound/files/state-layout.ts';

describe('the token of a service without configured tokens', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'first-token-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is created once, readable only by its owner', async () => {
    expect(await keepFirstToken(stateDirectoryOf(folder), () => 'one')).to.equal('one');
    expect(await keepFirstToken(stateDirectoryOf(folder), () => 'two')).to.equal('one');
    expect(readFileSync(stateLayout(stateDirectoryOf(folder)).apiToken, 'utf8')).to.equal('one\n');
    expect(statSync(stateLayout(stateDirectoryOf(folder)).apiToken).mode & 0o777).to.equal(0o600);
    expect(statSync(join(folder, '.state')).mode & 0o777).to.equal(0o700);
  });

  it('is the same for services that start at the same time', async () => {
    const secrets = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        keepFirstToken(stateDirectoryOf(folder), () => `secret-${String(index)}`),
      ),
    );
    expect(new Set(secrets).size).to.equal(1);
    expect(readdirSync(join(folder, '.state'))).to.deep.equal(['api-token']);
  });

  it('is the only file after the next start when a killed service left others', async () => {
    await keepFirstToken(stateDirectoryOf(folder), () => 'one');
    const draft = `${stateLayout(stateDirectoryOf(folder)).apiToken}.60b4f8e4-3062-4d44-8c27-cf9db6b2abf9`;
    writeFileSync(draft, 'one\n');
    writeFileSync(`${stateLayout(stateDirectoryOf(folder)).apiToken}.old`, 'of the owner');
    expect(await keepFirstToken(stateDirectoryOf(folder), () => 'two')).to.equal('one');
    expect(readdirSync(join(folder, '.state')).sort()).to.deep.equal(['api-token', 'api-token.old']);
  });

  it('replaces an empty file', async () => {
    await keepFirstToken(stateDirectoryOf(folder), () => 'one');
    writeFileSync(stateLayout(stateDirectoryOf(folder)).apiToken, '\n');
    expect(await keepFirstToken(stateDirectoryOf(folder), () => 'two')).to.equal('two');
    expect(readFileSync(stateLayout(stateDirectoryOf(folder)).apiToken, 'utf8')).to.equal('two\n');
    expect(readdirSync(join(folder, '.state'))).to.deep.equal(['api-token']);
  });

  it('names the path when it cannot be kept', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    const refusal = await keepFirstToken(stateDirectoryOf(path), () => 'one').catch(
      (error: unknown) => error,
    );
    expect(refusal).to.be.instanceOf(BackupDirectoryException);
    expect(refusal).to.have.property('message').that.includes(path);
  });
});
