import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readGivenFile, readSmallFile } from '../../../../src/adapters/outbound/files/read-small-file.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-small-file-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

describe('readSmallFile', () => {
  it('reads a file', async () => {
    await writeFile(at('record'), 'héllo');
    expect(await readSmallFile(at('record'))).to.equal('héllo');
  });

  it('throws when the file does not exist', async () => {
    expect(await rejectionOf(readSmallFile(at('missing')))).to.include({ code: 'ENOENT' });
  });

  it('refuses a file that is not regular, without blocking', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    await mkdir(at('directory'));
    await writeFile(at('target'), '');
    await symlink(at('target'), at('link'));
    await symlink('/dev/zero', at('device'));
    const kinds = { pipe: /a pipe/, directory: /a directory/, link: /a symbolic link/, device: /link/ };
    for (const [name, kind] of Object.entries(kinds)) {
      const error = await rejectionOf(readSmallFile(at(name)));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as Error).message)
        .to.match(kind)
        .and.to.include(at(name));
    }
  });

  it('follows a link to a file when links are allowed', async () => {
    await writeFile(at('target'), 'text');
    await symlink(at('target'), at('link'));
    await symlink('/dev/zero', at('device'));
    expect(await readSmallFile(at('link'), { followLinks: true })).to.equal('text');
    const error = await rejectionOf(readSmallFile(at('device'), { followLinks: true }));
    expect((error as Error).message).to.match(/is a device, not a file/);
  });

  it('refuses a file above its limit', async () => {
    await writeFile(at('large'), 'x'.repeat(11));
    const error = await rejectionOf(readSmallFile(at('large'), { maxBytes: 10 }));
    expect((error as Error).message).to.include('too large: 11 bytes, and 10 are the limit');
  });
});

describe('readGivenFile', () => {
  const read = (path: string): string => Buffer.from(readGivenFile(path, 100)).toString();

  it('reads a file and a link to one', async () => {
    await writeFile(at('secret'), 'text');
    await symlink(at('secret'), at('link'));
    expect([read(at('secret')), read(at('link'))]).to.deep.equal(['text', 'text']);
  });

  it('reads a pipe when its writer opens it later', () => {
    execFileSync('mkfifo', [at('pipe')]);
    const writer = spawn('sh', ['-c', `exec > '${at('pipe')}'; printf 'one '; sleep 0.1; printf two`], {
      stdio: 'ignore',
    });
    expect(read(at('pipe'))).to.equal('one two');
    writer.kill();
  });

  it('stops reading an endless device', function () {
    if (process.platform === 'win32') this.skip();
    expect(() => read('/dev/zero')).to.throw('more than 100 bytes');
  });

  it('refuses a file above its limit', async () => {
    await writeFile(at('large'), 'x'.repeat(101));
    expect(() => read(at('large'))).to.throw('more than 100 bytes');
  });
});
