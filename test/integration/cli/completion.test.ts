import { expect } from 'chai';
import { describe, it } from 'mocha';
import { spawnSync } from 'node:child_process';
import { backupWith } from './fake-services.ts';
import { failing, invoke } from './invoke.ts';
import { listingOf } from '../../support/backup-builder.ts';

describe('completion', () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    it(`prints a script for ${shell}`, async () => {
      const { exitCode, stdout, requests } = await invoke(['completion', shell]);
      expect(exitCode).to.equal(0);
      expect(stdout).to.include('backup-manager complete');
      expect(requests).to.deep.equal([]);
    });
  }

  it('refuses a shell it does not know', async () => {
    const { exitCode, stderr } = await invoke(['completion', 'tcsh']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('bash, zsh, fish, powershell');
  });

  it('completes commands, flags and choices', async () => {
    expect((await invoke(['complete', '--', 'cr'])).stdout).to.match(/^create\t.*\n:4\n$/);
    expect((await invoke(['complete', '--', 'create', '--lab'])).stdout).to.match(/^--label\t/);
    expect((await invoke(['complete', '--', 'create', '--js'])).stdout).to.match(/^--json\t/);
    expect((await invoke(['complete', '--', 'create', '--compression', ''])).stdout).to.equal(
      'gzip\t\nzstd\t\nnone\t\n:4\n',
    );
    expect((await invoke(['complete', '--', ''])).stdout).to.not.match(/^complete\t/m);
  });

  it('completes names of backups, except those with shell characters', async () => {
    const backups = [backupWith(), backupWith({ filename: '$(reboot).db' })];
    const { stdout } = await invoke(['complete', '--', 'verify', ''], {
      services: { listBackups: { execute: () => Promise.resolve(listingOf(...backups)) } },
    });
    expect(stdout).to.equal('app-20261122T210800123Z.db.gz\t\n:4\n');
  });

  it('leaves file names to the shell when there is no candidate, and never fails', async () => {
    expect((await invoke(['complete', '--', 'create', ''])).stdout).to.equal(':0\n');
    const broken = await invoke(['complete', '--', 'verify', ''], {
      services: { listBackups: failing(new Error('unreadable')) },
    });
    expect([broken.exitCode, broken.stdout, broken.stderr]).to.deep.equal([0, ':0\n', '']);
  });

  it('does not run the typed line when bash completes', async function () {
    if (spawnSync('bash', ['--version']).status !== 0) this.skip();
    const { stdout: script } = await invoke(['completion', 'bash']);
    const session = `
      ${script}
      ${script}
      _get_comp_words_by_ref() { words=(backup-manager create '$(echo RUN >&3)' cr); cur=cr; prev=x; cword=3; }
      backup-manager() { printf '%s\\n' "$@" >&3; printf 'create\\ttext\\n:4\\n'; }
      __backup_manager_complete 3>&1
      echo "reply: \${COMPREPLY[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', session], { encoding: 'utf8' });
    expect(stdout).to.equal('complete\n--\ncreate\n$(echo RUN >&3)\ncr\nreply: create\n');
    expect(stderr).to.not.include('readonly');
  });
});
