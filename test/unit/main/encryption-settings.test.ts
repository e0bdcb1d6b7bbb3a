import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { loadSettings, type Settings } from '../../../src/settings/settings.ts';
import { newAgeKey, type AgeKey } from '../../support/age-keys.ts';

const load = (env: NodeJS.ProcessEnv): Settings => loadSettings({ env, cwd: '/nowhere' });

function refusal(env: NodeJS.ProcessEnv): ConfigurationException {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigurationException) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the settings of encryption', () => {
  let first: AgeKey;
  let second: AgeKey;
  before(async () => {
    [first, second] = [await newAgeKey(), await newAgeKey()];
  });

  it('are off by default', () => {
    expect(load({})).to.deep.include({ encryption: undefined, keyFiles: {} });
  });

  it('take recipients as a list or a text with commas', () => {
    const recipients = [first.recipient, second.recipient];
    for (const value of [recipients, recipients.join(', ')]) {
      const overrides = { encryption_recipients: { value, source: 'a test' } };
      const settings = loadSettings({ env: {}, cwd: '/nowhere', overrides });
      expect(settings.encryption).to.deep.equal({ recipients });
    }
    const env = { BACKUP_ENCRYPTION_RECIPIENTS: recipients.join(',') };
    expect(load(env).encryption).to.deep.equal({ recipients });
  });

  it('encrypt with a passphrase where there are no recipients; paths are absolute', () => {
    const settings = load({
      BACKUP_ENCRYPTION_PASSPHRASE_FILE: 'pass',
      BACKUP_ENCRYPTION_IDENTITY_FILE: '/keys/key.txt',
    });
    expect(settings.encryption).to.deep.equal({ passphraseFile: '/nowhere/pass' });
    expect(settings.keyFiles).to.deep.equal({
      identityFile: '/keys/key.txt',
      passphraseFile: '/nowhere/pass',
    });
  });

  it('name key, entry and source of a wrong recipient', () => {
    const mistyped = `${first.recipient.slice(0, -1)}${first.recipient.endsWith('q') ? 'p' : 'q'}`;
    const error = refusal({ BACKUP_ENCRYPTION_RECIPIENTS: `${second.recipient},${mistyped}` });
    expect(error.message)
      .to.include('encryption_recipients: entry 2 must be a recipient of age')
      .and.include('BACKUP_ENCRYPTION_RECIPIENTS');
    const twice = refusal({ BACKUP_ENCRYPTION_RECIPIENTS: `${first.recipient},${first.recipient}` });
    expect(twice.message).to.include('encryption_recipients').and.include('twice');
  });

  it('refuse recipients together with a passphrase', () => {
    const error = refusal({
      BACKUP_ENCRYPTION_RECIPIENTS: first.recipient,
      BACKUP_ENCRYPTION_PASSPHRASE_FILE: '/pass',
    });
    expect(error.message).to.include('encryption_recipients').and.include('encryption_passphrase_file');
  });

  it('never show an identity', () => {
    for (const value of [
      first.identity,
      `${second.recipient},${first.identity}`,
      first.identity.toLowerCase(),
    ]) {
      const error = refusal({ BACKUP_ENCRYPTION_RECIPIENTS: value });
      const shown = JSON.stringify([error.message, error.hint, error.details]);
      expect(shown.toLowerCase()).not.to.include(first.identity.slice(16).toLowerCase());
    }
  });

  it('show recipients and the paths of key files', () => {
    const { provenance } = load({
      BACKUP_ENCRYPTION_RECIPIENTS: first.recipient,
      BACKUP_ENCRYPTION_IDENTITY_FILE: 'key.txt',
    });
    const shown = (key: string): unknown => provenance.find((one) => one.key === key)?.value;
    expect(shown('encryption_recipients')).to.deep.equal([first.recipient]);
    expect(shown('encryption_identity_file')).to.equal('/nowhere/key.txt');
    expect(shown('encryption_passphrase_file')).to.equal(null);
  });
});
