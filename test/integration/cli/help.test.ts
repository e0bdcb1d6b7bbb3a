import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readFileSync } from 'node:fs';
import { EXCEPTION_CODES } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { EXIT_CODE_OF } from '../../../src/adapters/inbound/cli/exit-codes.ts';
import { invoke } from './invoke.ts';

const COMMANDS = [
  'create',
  'list',
  'verify',
  'pin',
  'unpin',
  'label',
  'adopt',
  'restore',
  'undo',
  'cleanup',
  'copy',
  'sync',
  'health',
  'stats',
  'history',
  'serve',
  'token',
  'doctor',
  'config',
  'completion',
];

function doc(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
}

describe('help', () => {
  it('names every command and gives examples and exit codes', async () => {
    const { exitCode, stdout, stderr, requests } = await invoke(['--help']);
    expect([exitCode, stderr, requests]).to.deep.equal([0, '', []]);
    for (const command of COMMANDS) expect(stdout).to.match(new RegExp(`^ {2}${command} `, 'm'));
    expect(stdout).to.include('Examples:').and.include('Exit codes:');
  });

  it('hides the commands for shells', async () => {
    expect((await invoke(['--help'])).stdout).to.not.match(/^ {2}complete /m);
  });

  for (const command of COMMANDS) {
    it(`of ${command} has examples, by flag and by command`, async () => {
      const byFlag = await invoke([command, '--help']);
      expect(byFlag.exitCode).to.equal(0);
      expect(byFlag.stdout).to.match(/Examples:\n[^]*backup-manager /);
      expect((await invoke(['help', command])).stdout).to.equal(byFlag.stdout);
    });

    it(`of ${command} is what docs/cli.md documents, flag by flag`, async () => {
      const { stdout } = await invoke([command, '--help']);
      const [, section = ''] = doc('cli.md').split(new RegExp(`^## \`${command}`, 'm'));
      const text = section.split(/^## /m)[0] ?? '';
      expect(text, `a section of its own`).to.not.equal('');
      const own = stdout.split('Global Options:')[0] ?? '';
      for (const [, flag = ''] of own.matchAll(/^ {2}(--[a-z0-9-]+)/gm)) expect(text).to.include(flag);
    });
  }

  it('documents every exception with its exit code', () => {
    const text = doc('errors.md');
    for (const code of [...EXCEPTION_CODES]) {
      expect(text).to.match(new RegExp(`^\\| \`${code}\` \\| ${String(EXIT_CODE_OF[code])} \\|`, 'm'));
    }
    expect(text).to.include('`INTERNAL`');
  });

  it('--version prints the version and needs no services', async () => {
    for (const flag of ['--version', '-V']) {
      const { exitCode, stdout, requests } = await invoke([flag]);
      expect([exitCode, stdout, requests]).to.deep.equal([0, '9.8.7\n', []]);
    }
  });
});
