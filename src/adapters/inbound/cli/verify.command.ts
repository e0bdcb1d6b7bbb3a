import { InvalidArgumentError, Option, type Command } from 'commander';
import type { VerifyBackupResult } from '../../../application/verify-backup.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import {
  parseSelection,
  type VerificationSelection,
} from '../../../domain/verification/select-for-verification.ts';
import type { CheckResult, VerificationLevel } from '../../../domain/verification/verification.ts';
import { summarize, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import { backupArgument } from './backup-argument.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_OK, EXIT_VERIFICATION_INCONCLUSIVE } from './exit-codes.ts';
import type { ConsoleOutput } from './presentation/console-output.ts';

const EXAMPLES = `
FILE is a name from "backup-manager list", or a path. Levels, each including the one before:
  checksum  the stored file reads back, decompresses, and has the recorded sizes and digests
  quick     SQLite's quick_check finds the content sound
  full      integrity_check, foreign_key_check and every full-text index
  drill     a real restore into scratch, all of that through the restored file, and your drill_assertions

Selections, for each database: newest; oldest-unproved, the one looked at longest ago;
sample:N, the longest unlooked-at N percent. --select alone takes level and selection from verify_schedule.

Exit 0: ok. Exit 8: failed. Exit 12: could not be found out, with the reason. Of several the worst counts.

Examples:
  backup-manager verify app-20261122T210800123Z.db.gz
  backup-manager verify ./backup/app-20261122T210800123Z.db.gz --level full --json
  backup-manager verify --all --database app --level checksum
  backup-manager verify --select sample:10 --level drill      from cron: every backup within ten runs
  backup-manager --verify app-20261122T210800123Z.db.gz       the user guide's form`;

const EXIT_CODE_OF_RESULT = {
  ok: EXIT_OK,
  failed: EXIT_CODE_OF.BACKUP_VERIFICATION,
  inconclusive: EXIT_VERIFICATION_INCONCLUSIVE,
} as const satisfies Record<CheckResult, number>;

const DEFAULT_LEVEL: VerificationLevel = 'quick';

interface VerifyOptions {
  readonly all?: true;
  /** `true`: as `verify_schedule` says. */
  readonly select?: VerificationSelection | true;
  readonly database?: string;
  readonly level?: VerificationLevel;
}

export function addVerifyCommand(program: Command, session: CliSession): void {
  program
    .command('verify')
    .description('prove that backups are whole and their content sound')
    .argument('[file]', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .option('--all', 'every backup in the directory')
    .option('--select [selection]', 'newest, oldest-unproved or sample:N of each database', selection)
    .option('--database <name>', 'with --all and --select: only the backups of this database')
    .addOption(new Option('--level <level>', 'how much is proved (quick)').choices(VERIFICATION_LEVELS))
    .addHelpText('after', EXAMPLES)
    .action(async (filename: string | undefined, options: VerifyOptions, command: Command) => {
      assertExactlyOneTarget(filename, options);
      await session.run(command, [], (services) =>
        filename === undefined
          ? verifyMany(session, services, options)
          : verifyOne(session, services, filename, options.level ?? DEFAULT_LEVEL),
      );
    });
}

function selection(text: string): VerificationSelection {
  const parsed = parseSelection(text);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError('It is newest, oldest-unproved or sample:N with N from 1 to 100.');
}

function assertExactlyOneTarget(
  filename: string | undefined,
  { all, select, database }: VerifyOptions,
): void {
  const wishes = [filename, all, select].filter((wish) => wish !== undefined);
  if (wishes.length > 1) {
    throw new UsageException('FILE, --all and --select contradict each other', { hint: 'Use one of them.' });
  }
  if (wishes.length === 0) {
    throw new UsageException('one of FILE, --all and --select is needed', {
      hint: 'See: backup-manager verify --help',
    });
  }
  if (filename !== undefined && database !== undefined) {
    throw new UsageException('--database goes with --all or --select', {
      hint: 'FILE says itself which backup is meant; leave --database out.',
    });
  }
}

async function verifyOne(
  session: CliSession,
  services: CliServices,
  filename: string,
  level: VerificationLevel,
): Promise<number> {
  const { output, environment } = session;
  const { verifyDocument, verifyText } = await import('./presentation/verify-report.ts');
  const result = await services.verifyBackup.execute({ filename, level }, { signal: environment.signal });
  // The outcome is the document on stdout whatever it is; stderr says what is wrong.
  output.summary(
    () => verifyDocument(result),
    () => verifyText(result),
  );
  complain(output, result);
  return EXIT_CODE_OF_RESULT[result.result];
}

async function verifyMany(
  { output, environment }: CliSession,
  services: CliServices,
  { select, database, level }: VerifyOptions,
): Promise<number> {
  const report = await import('./presentation/verify-report.ts');
  const { verifySchedule: schedule } = services;
  const command = {
    level: level ?? (select === true ? schedule.level : DEFAULT_LEVEL),
    database,
    selection: select === true ? schedule.selection : select,
  };
  const results = await services.verifyBackups.execute(command, {
    signal: environment.signal,
    onVerified: (result, done, total) => {
      if (!output.json && !output.quiet) {
        output.raw(`${report.verifyProgressText(result, done, total)}\n`);
      }
      complain(output, result);
    },
  });
  output.summary(
    () => results.map(report.verifyDocument),
    () => report.verifyTotalsText(results),
  );
  return EXIT_CODE_OF_RESULT[worstOf(results)];
}

function worstOf(results: readonly VerifyBackupResult[]): CheckResult {
  const worstFirst = ['failed', 'inconclusive'] as const;
  return worstFirst.find((bad) => results.some(({ result }) => result === bad)) ?? 'ok';
}

function complain(output: ConsoleOutput, { filename, result, checks }: VerifyBackupResult): void {
  if (result === 'failed') {
    output.notice(`error: BACKUP_VERIFICATION: ${filename}: ${summarize(checks)}`);
    output.notice('hint: Do not rely on this backup; verify an older one and make a new one.');
  } else if (result === 'inconclusive') {
    output.notice(`warning: ${filename} could not be proved: ${summarize(checks)}`);
  }
}
