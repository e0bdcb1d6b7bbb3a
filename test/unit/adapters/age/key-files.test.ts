import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { readIdentities, readPassphrase } from '../../../../src/adapters/outbound/age/key-files.ts';
import { ConfigurationException } from '../../../../src/domain/exceptions/configuration-exception.ts';
import { newAgeKey } from '../../../support/age-keys.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';

describe('key files', () => {
  let folder: string;
  before(async () => {
    folder = await makeFolder();
  });
  after(() => removeFolder(folder));

  async function file(content: string | Buffer): Promise<string> {
    const path = join(folder, 'key');
    await writeFile(path, content);
    return path;
  }

  function refusal(read: () => unknown): ConfigurationException {
    try {
      read();
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigurationException);
      return error as ConfigurationException;
    }
    throw new Error('it was accepted');
  }

  it('have identities, comments and empty lines', async () => {
    const [first, second] = [await newAgeKey(), await newAgeKey()];
    const path = await file(`# created: today\n${first.identity}\n\n  ${second.identity}\r\n# end`);
    expect(readIdentities(path)).to.deep.equal([first.identity, second.identity]);
  });

  it('are refused without showing their content', async () => {
    const { identity } = await newAgeKey();
    for (const content of [
      `${identity}X\n`,
      `# comment\n${identity} ${identity}`,
      'a secret',
      '',
      '# only\n',
    ]) {
      const path = await file(content);
      const error = refusal(() => readIdentities(path));
      expect(error.message).to.include('encryption_identity_file').and.to.include(path);
      const shown = JSON.stringify([error.message, error.hint, error.details, String(error.cause)]);
      expect(shown).not.to.include(identity.slice(20)).and.not.to.include('a secret');
    }
  });

  it('are named when they cannot be read', async () => {
    const missing = join(folder, 'missing');
    expect(refusal(() => readIdentities(missing)).message)
      .to.include(missing)
      .and.to.include('ENOENT');
    expect(refusal(() => readPassphrase(missing)).message).to.include('encryption_passphrase_file');
    const binary = await file(Buffer.from([0xff, 0xfe, 0xfd]));
    expect(refusal(() => readPassphrase(binary)).message).to.include('not UTF-8');
  });

  it('have a passphrase, without the line break at its end', async () => {
    expect(readPassphrase(await file('one two\n'))).to.equal('one two');
    expect(readPassphrase(await file(' one two \r\n'))).to.equal(' one two ');
    for (const content of ['', '\n', 'one\ntwo\n']) {
      const path = await file(content);
      expect(refusal(() => readPassphrase(path)).message).to.include(path);
    }
  });
});
