import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EXCEPTION_CODES } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { exceptionFromCode } from '../../../src/domain/exceptions/exception-from-code.ts';
import { ConfigurationException } from '../../../src/domain/exceptions/configuration-exception.ts';
import { fakeServices } from './fake-services.ts';
import { failing, invoke } from './invoke.ts';

const CONTRACT = {
  USAGE: 2,
  CONFIGURATION: 2,
  DATABASE_NOT_FOUND: 3,
  DATABASE_ACCESS: 4,
  DATABASE_CORRUPTED: 5,
  BACKUP_DIRECTORY: 6,
  BACKUP_CREATION: 7,
  BACKUP_VERIFICATION: 8,
  BACKUP_TIMEOUT: 9,
  OPERATION_IN_PROGRESS: 10,
  BACKUP_NOT_FOUND: 11,
  STORE: 14,
  DECRYPTION_KEY: 15,
  CANCELLED: 130,
} as const;

describe('failures', () => {
  for (const code of EXCEPTION_CODES) {
    it(`exits ${String(CONTRACT[code])} on ${code}, reported on stderr or as JSON`, async () => {
      const error = exceptionFromCode(code, 'it broke', { hint: 'Mend it.', details: { path: '/x' } });
      const world = { services: { createBackup: failing(error) } };
      const human = await invoke(['create', 'app.db'], world);
      expect(human.exitCode).to.equal(CONTRACT[code]);
      expect(human.stderr).to.equal(`error: ${code}: it broke\nhint: Mend it.\n`);
      expect(human.stdout).to.equal('');
      const machine = await invoke(['create', 'app.db', '--json'], world);
      expect(machine.exitCode).to.equal(CONTRACT[code]);
      expect(machine.json()).to.deep.equal({
        error: { code, message: 'it broke', hint: 'Mend it.', details: { path: '/x' } },
      });
      expect(machine.stderr).to.equal('');
    });
  }

  it('reports a wrong setting', async () => {
    const { exitCode, stderr } = await invoke(['list'], {
      environment: {
        loadServices: () =>
          Promise.reject(new ConfigurationException('keep_days: 14abc', { hint: 'A number.' })),
      },
    });
    expect(exitCode).to.equal(2);
    expect(stderr).to.equal('error: CONFIGURATION: keep_days: 14abc\nhint: A number.\n');
  });

  it('writes the stack of an internal error to the log file, not to the terminal', async () => {
    const bug = new TypeError('x is undefined');
    const logged: unknown[] = [];
    const logger = {
      ...fakeServices().logger,
      error: (_message: string, error?: unknown) => {
        logged.push(error);
      },
    };
    const { exitCode, stderr, stdout } = await invoke(['create', 'app.db'], {
      services: { createBackup: failing(bug), logger },
    });
    expect(exitCode).to.equal(70);
    expect(logged).to.deep.equal([bug]);
    expect(stdout).to.equal('');
    expect(stderr).to.match(/^error: INTERNAL: x is undefined\nhint: .*log file/);
    expect(stderr).to.not.include('    at ');
  });

  it('writes the stack to stderr when there is no log file yet', async () => {
    const { exitCode, stderr, json } = await invoke(['list', '--json'], {
      environment: { loadServices: () => Promise.reject(new RangeError('too early')) },
    });
    expect(exitCode).to.equal(70);
    expect(json()).to.have.nested.property('error.code', 'INTERNAL');
    expect(stderr).to.include('RangeError: too early').and.include('    at ');
  });

  it('reports an untranslated abort as a cancellation', async () => {
    const controller = new AbortController();
    controller.abort();
    const { exitCode, stderr } = await invoke(['doctor'], {
      services: { runPreflight: failing(controller.signal.reason) },
      environment: { signal: controller.signal },
    });
    expect(exitCode).to.equal(130);
    expect(stderr).to.include('error: CANCELLED:');
  });

  it('closes the services after every outcome', async () => {
    let closed = 0;
    const close = (): Promise<void> => {
      closed += 1;
      return Promise.resolve();
    };
    await invoke(['list'], { services: { close } });
    await invoke(['create', 'a.db'], { services: { close, createBackup: failing(new Error('x')) } });
    expect(closed).to.equal(2);
  });
});

describe('wrong calls', () => {
  for (const [argv, message, hint] of [
    [['lst'], "unknown command 'lst'", 'Did you mean list? See: backup-manager --help'],
    [['frobnicate'], "unknown command 'frobnicate'", 'See: backup-manager --help'],
    [['create', 'a.db', '--colour'], "unknown option '--colour'", 'See: backup-manager create --help'],
    [
      ['create', '--labell', 'x'],
      "unknown option '--labell'",
      'Did you mean --label? See: backup-manager create --help',
    ],
    [['verify'], 'no backup is named: give FILE, --all or --select', 'See: backup-manager verify --help'],
    [['verify', 'a.db', '--all'], 'FILE, --all and --select cannot be combined', 'Use one of them.'],
    [
      ['token', 'create', '--scope', 'read', '--colour'],
      "unknown option '--colour'",
      'See: backup-manager token create --help',
    ],
    [
      ['notify', 'test', 'x'],
      "too many arguments for 'test'. Expected 0 arguments but got 1.",
      'See: backup-manager notify test --help',
    ],
    [['--verify'], 'no backup is named: give FILE, --all or --select', 'See: backup-manager verify --help'],
    [['create', '--label'], "option '--label <text>' argument missing", 'See: backup-manager create --help'],
    [
      ['list', 'a', 'b'],
      "too many arguments for 'list'. Expected 0 arguments but got 2.",
      'See: backup-manager list --help',
    ],
  ] as const) {
    it(`${argv.join(' ')}: ${message}`, async () => {
      const human = await invoke(argv);
      expect(human.exitCode).to.equal(2);
      expect(human.stdout).to.equal('');
      expect(human.stderr).to.equal(`error: USAGE: ${message}\nhint: ${hint}\n`);
      expect(human.requests).to.deep.equal([]);
      const machine = await invoke([...argv.slice(0, 1), '--json', ...argv.slice(1)]);
      expect(machine.exitCode).to.equal(2);
      expect(machine.json()).to.deep.equal({ error: { code: 'USAGE', message, hint, details: {} } });
      expect(machine.stderr).to.equal('');
    });
  }

  it('names the choices when a value is none of them', async () => {
    const { exitCode, stderr } = await invoke(['create', 'a.db', '--compression', 'brotli']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include("'brotli' is invalid").and.include('gzip, zstd, none');
  });

  it('names the unknown command when help is called for it', async () => {
    const { exitCode, stderr } = await invoke(['help', 'nope']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include("error: USAGE: no command named 'nope'");
  });

  it('does not print help for a value named help', async () => {
    const { exitCode, stderr } = await invoke(['--config', 'help', '--quiet']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('error: USAGE: no command was given');
  });

  it('prints the help and fails when no command is given', async () => {
    const { exitCode, stdout, stderr } = await invoke([]);
    expect(exitCode).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr)
      .to.match(/^Usage: backup-manager/)
      .and.include('error: USAGE: no command was given');
  });
});
