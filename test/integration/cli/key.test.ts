import { expect } from 'chai';
import { describe, it } from 'mocha';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { BACKUP_DIRECTORY } from './fake-services.ts';
import { failing, invoke } from './invoke.ts';

describe('key create', () => {
  it('prints the recipient and a recovery sheet, never the identity', async () => {
    const { exitCode, stdout } = await invoke(['key', 'create', '--output', '/keys/key.txt']);
    expect(exitCode).to.equal(0);
    expect(stdout.split('\n')[0]).to.equal('age1recipient');
    for (const text of ['local: /', '/keys/key.txt', 'age -d -i key.txt', 'gunzip', 'zstd -d', 'sqlite3'])
      expect(stdout).to.include(text);
    expect(stdout).not.to.include('AGE-SECRET-KEY');
  });

  it('prints JSON', async () => {
    const { json } = await invoke(['key', 'create', '--output', '/keys/key.txt', '--json']);
    expect(json()).to.deep.equal({ recipient: 'age1recipient', identity_file: '/keys/key.txt' });
  });

  it('writes the identity to the working directory by default', async () => {
    const { json } = await invoke(['key', 'create', '--json']);
    expect((json() as { identity_file: string }).identity_file).to.match(/^\/.*\/backup-key\.txt$/);
  });

  it('refuses the backup directory: a copy of it would contain the key', async () => {
    for (const path of [
      '/backup/key.txt',
      `${BACKUP_DIRECTORY}/key.txt`,
      `${BACKUP_DIRECTORY}/.state/key.txt`,
    ]) {
      const { exitCode, stdout, stderr } = await invoke(['key', 'create', '--output', path]);
      expect([exitCode, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.include('error: USAGE').and.include('--output');
    }
  });

  it('reports a file that exists already', async () => {
    const createEncryptionKey = failing(new UsageException('it exists already', { hint: 'Another.' }));
    const { exitCode, stderr } = await invoke(['key', 'create'], { services: { createEncryptionKey } });
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('it exists already');
  });
});
