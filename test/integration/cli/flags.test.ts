import { expect } from 'chai';
import { describe, it } from 'mocha';
import { buildProgram } from '../../../src/adapters/inbound/cli/program.ts';
import { CliSession } from '../../../src/adapters/inbound/cli/cli-session.ts';
import { rewriteGuideFlags } from '../../../src/adapters/inbound/cli/guide-flags.ts';
import { ConsoleOutput } from '../../../src/adapters/inbound/cli/presentation/console-output.ts';
import { fakeServices } from './fake-services.ts';
import { invoke } from './invoke.ts';

function rewritten(...argv: string[]): string {
  const output = new ConsoleOutput([], process);
  const program = buildProgram(
    new CliSession(
      {
        loadServices: () => Promise.resolve(fakeServices()),
        startService: () => Promise.reject(new Error('this test starts no service')),
        loadIssueAccessToken: () => Promise.reject(new Error('this test makes no token')),
        stdout: process.stdout,
        stderr: process.stderr,
        isTerminal: false,
        isStdoutTerminal: false,
        version: '1',
        signal: new AbortController().signal,
        cwd: '/',
      },
      output,
    ),
  );
  return rewriteGuideFlags(argv, program).join(' ');
}

describe('setting flags', () => {
  it('override settings, with the flag as source', async () => {
    const { requests } = await invoke([
      ...[
        'create',
        'app.db',
        '--compression',
        'zstd',
        '--level',
        '9',
        '--engine',
        'sqljs',
        '--verify',
        'full',
      ],
      ...['--log-level', 'DEBUG', '--backup-dir', 'out', '--timeout', '60', '--config', 'my.json'],
    ]);
    expect(requests).to.have.length(1);
    expect(requests[0]?.configFile).to.equal('/home/user/my.json');
    expect(requests[0]?.overrides).to.deep.equal({
      compression: { value: 'zstd', source: 'flag --compression' },
      compression_level: { value: 9, source: 'flag --level' },
      engine: { value: 'sqljs', source: 'flag --engine' },
      verify_after_create: { value: 'full', source: 'flag --verify' },
      log_level: { value: 'DEBUG', source: 'flag --log-level' },
      backup_dir: { value: '/home/user/out', source: 'flag --backup-dir' },
      timeout_seconds: { value: 60, source: 'flag --timeout' },
    });
  });

  it('override nothing when not given', async () => {
    const { requests } = await invoke(['create', 'app.db']);
    expect(requests[0]).to.deep.include({ configFile: undefined, overrides: {}, quiet: false });
  });

  it('set the level none when --no-verify is given', async () => {
    const { requests } = await invoke(['create', 'app.db', '--no-verify', '--quiet']);
    expect(requests[0]?.overrides).to.deep.equal({
      verify_after_create: { value: 'none', source: 'flag --no-verify' },
    });
    expect(requests[0]?.quiet).to.equal(true);
  });

  it('distinguish the verification level from the compression level', async () => {
    const { requests } = await invoke(['verify', 'a.db.gz', '--level', 'full']);
    expect(requests[0]?.overrides).to.deep.equal({});
  });

  it('work before and after the command', async () => {
    const { requests } = await invoke([
      '--backup-dir',
      '/b',
      'cleanup',
      '--keep-days',
      '0',
      '--max-files',
      '4',
    ]);
    expect(requests[0]?.overrides).to.deep.equal({
      backup_dir: { value: '/b', source: 'flag --backup-dir' },
      keep_days: { value: 0, source: 'flag --keep-days' },
      max_backup_files: { value: 4, source: 'flag --max-files' },
    });
  });

  for (const value of ['14abc', '1e3', '', '-1', '1.5', '99999999999999999999']) {
    it(`refuse ${JSON.stringify(value)} as a number`, async () => {
      const { exitCode, stderr } = await invoke(['cleanup', '--keep-days', value]);
      expect(exitCode).to.equal(2);
      expect(stderr).to.include('USAGE').and.include('--keep-days').and.include('whole number');
    });
  }
});

describe('the guide’s flag forms', () => {
  for (const [given, meant] of [
    [['--create'], 'create'],
    [['--create', 'app.db'], 'create app.db'],
    [['--create=app.db'], 'create app.db'],
    [['--list'], 'list'],
    [['--cleanup', '--keep-days', '3'], 'cleanup --keep-days 3'],
    [['--keep-days', '3', '--cleanup'], 'cleanup --keep-days 3'],
    [['--verify', 'f.db.gz'], 'verify f.db.gz'],
    [['--verify=f.db.gz'], 'verify f.db.gz'],
    [
      ['--json', '--config', 'c.json', '--verify', 'f.db.gz', '--quiet'],
      'verify --json --config c.json f.db.gz --quiet',
    ],
    [['--config=c.json', '--health'], 'health --config=c.json'],
    [['--stats', '--json'], 'stats --json'],
  ] as const) {
    it(`${given.join(' ')} is ${meant}`, () => {
      expect(rewritten(...given)).to.equal(meant);
    });
  }

  for (const argv of [
    ['create', '--verify', 'full'],
    ['--json', 'create', '--verify', 'full'],
    ['--config', '--list', 'health'],
    ['--', '--list'],
  ]) {
    it(`does not change ${argv.join(' ')}`, () => {
      expect(rewritten(...argv)).to.equal(argv.join(' '));
    });
  }

  it('work end to end', async () => {
    expect((await invoke(['--json', '--verify', 'f.db.gz'])).json()).to.include({
      filename: 'f.db.gz',
      result: 'ok',
    });
    const { requests } = await invoke(['--cleanup', '--keep-days', '3']);
    expect(requests[0]?.overrides).to.have.nested.property('keep_days.value', 3);
  });
});
