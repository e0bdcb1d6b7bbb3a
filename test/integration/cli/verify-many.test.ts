import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { VerifyBackupResult } from '../../../src/application/verify-backup.ts';
import type { VerifyBackupsCommand } from '../../../src/application/verify-backups.ts';
import type { CliServices } from '../../../src/adapters/inbound/cli/cli-environment.ts';
import type { CheckResult } from '../../../src/domain/verification/verification.ts';
import { fakeServices } from './fake-services.ts';
import { invoke } from './invoke.ts';

const FILE = 'app-20261122T210800123Z.db.gz';

/** One backup for each result, `a.db`, `b.db` and so on. */
function verdicts(results: readonly CheckResult[]): Partial<CliServices> {
  return {
    verifyBackups: {
      execute: ({ level }, options) => {
        const verified = results.map((result, index): VerifyBackupResult => {
          const checks = [{ name: 'quick_check', result, detail: 'row 3 missing' }];
          const filename = `${'abc'[index] ?? 'z'}.db`;
          return { filename, store: 'local', level, result, checks, durationMs: 5 };
        });
        for (const [index, one] of verified.entries()) options?.onVerified?.(one, index + 1, verified.length);
        return Promise.resolve(verified);
      },
    },
  };
}

describe('verify of many', () => {
  for (const [argv, command] of [
    [['--all'], { level: 'quick', database: undefined, selection: undefined }],
    [
      ['--all', '--database', 'app', '--level', 'drill'],
      { level: 'drill', database: 'app', selection: undefined },
    ],
    [['--select', 'newest'], { level: 'quick', database: undefined, selection: { kind: 'newest' } }],
    [['--select'], { level: 'full', database: undefined, selection: { kind: 'sample', percent: 10 } }],
    [
      ['--select', '--level', 'drill'],
      { level: 'drill', database: undefined, selection: { kind: 'sample', percent: 10 } },
    ],
  ] as const) {
    it(argv.join(' '), async () => {
      const commands: VerifyBackupsCommand[] = [];
      const { verifyBackups } = fakeServices();
      const execute: typeof verifyBackups.execute = (asked, options) => {
        commands.push(asked);
        return verifyBackups.execute(asked, options);
      };
      const { exitCode, stdout } = await invoke(['verify', ...argv], {
        services: { verifyBackups: { execute } },
      });
      expect(commands).to.deep.equal([command]);
      expect(exitCode).to.equal(0);
      expect(stdout).to.equal(`1/1  ${FILE}: ok (${command.level}, 12 ms)\n1 ok, 0 failed, 0 inconclusive\n`);
    });
  }

  for (const [results, exitCode] of [
    [['ok', 'ok'], 0],
    [['ok', 'inconclusive', 'ok'], 12],
    [['inconclusive', 'failed', 'ok'], 8],
  ] as const) {
    it(`${results.join(', ')}: exit ${exitCode}, an array on stdout`, async () => {
      const ending = await invoke(['verify', '--all', '--json'], { services: verdicts(results) });
      expect(ending.exitCode).to.equal(exitCode);
      const documents = ending.json() as readonly { readonly filename: string; readonly result: string }[];
      expect(documents.map(({ result }) => result)).to.deep.equal(results);
      for (const { filename, result } of documents) {
        expect(ending.stderr.includes(filename)).to.equal(result !== 'ok');
      }
    });
  }

  it('prints the checks of backups that are not ok', async () => {
    const { stdout } = await invoke(['verify', '--all'], { services: verdicts(['ok', 'failed']) });
    expect(stdout.split('\n').slice(0, 3)).to.deep.equal([
      '1/2  a.db: ok (quick, 5 ms)',
      '2/2  b.db: failed (quick, 5 ms)',
      '  failed        quick_check: row 3 missing',
    ]);
  });

  for (const argv of [
    ['--all', FILE],
    ['--all', '--select', 'newest'],
    [FILE, '--database', 'app'],
    ['--select', 'sample:0'],
  ]) {
    it(`${argv.join(' ')} is refused`, async () => {
      const { exitCode, requests } = await invoke(['verify', ...argv]);
      expect([exitCode, requests]).to.deep.equal([2, []]);
    });
  }

  it('prints the measured restore of a drill', async () => {
    const drilled: VerifyBackupResult = {
      ...{ filename: FILE, store: 'local', level: 'drill', result: 'ok', checks: [], durationMs: 9 },
      restoreMs: 7,
    };
    const verifyBackup = { execute: () => Promise.resolve(drilled) };
    const { json } = await invoke(['verify', FILE, '--level', 'drill', '--json'], {
      services: { verifyBackup },
    });
    expect(json()).to.include({ level: 'drill', restore_ms: 7 });
  });
});
