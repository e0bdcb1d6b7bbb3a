import { InvalidArgumentError, Option, type Command } from 'commander';
import type { VerifyBackupResult } from '../../../application/verify-backup.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import {
  parseSelection,
  type VerificationSelection,
} from '../../../domain/verification/select-for-verification.ts';
import type { CheckResult, VerificationLevel } from '../../../domain/verification/verification.ts';
import { summarize, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import { backupArgument } from './arguments.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_OK, EXIT_VERIFICATION_INCONCLUSIVE } from './exit-codes.ts';
import { inStore, storeOption } from './store-option.ts';
import type { ConsoleOutput } from './presentation/console-output.ts';

const EXAMPLES = `
FILE is a name from "backup-manager list", or a path. Levels, each includes the ones before:
  checksum  the stored file can be read and decompressed, and has the recorded sizes and digests
  quick     SQLite's quick_check of the content
  full      integrity_check, foreign_key_check and every full-text index
  drill     a restore to a temporary file, all checks on the restored file, and your drill_assertions

Selections, for each database: newest; oldest-unproved, the backup with the oldest verification;
sample:N, the N percent with the oldest verification. --select alone takes level and selection from verify_schedule.

Without --store the primary store is verified; a FILE that it does not have, in the first store with a good copy.

Exit 0: ok. Exit 8: failed. Exit 12: inconclusive, with the reason. Of several results the worst counts.

Examples:
  backup-manager verify app-20261122T210800123Z.db.gz
  backup-manager verify ./backup/app-20261122T210800123Z.db.gz --level full --json
  backup-manager verify --all --database app --level checksum
  backup-manager verify --all --store offsite --level checksum
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
  /** `true`: the selection of `verify_schedule`. */
  readonly select?: VerificationSelection | true;
  readonly database?: string;
  readonly level?: VerificationLevel;
  readonly store?: string;
}

export function addVerifyCommand(program: Command, session: CliSession): void {
  program
    .command('verify')
    .description('verify that backups are complete and undamaged')
    .argument('[file]', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .option('--all', 'every backup in the directory')
    .option('--select [selection]', 'newest, oldest-unproved or sample:N of each database', selectionFrom)
    .option('--database <name>', 'with --all and --select: only the backups of this database')
    .addOption(
      new Option('--level <level>', 'verification level (default: quick)').choices(VERIFICATION_LEVELS),
    )
    .addOption(storeOption())
    .addHelpText('after', EXAMPLES)
    .action(async (filename: string | undefined, options: VerifyOptions, command: Command) => {
      assertExactlyOneTarget(filename, options);
      await session.run(command, [], (services) =>
        filename === undefined
          ? verifyMany(session, inStore(services, options.store), options)
          : verifyOne(session, inStore(services, options.store), filename, options.level ?? DEFAULT_LEVEL),
      );
    });
}

function selectionFrom(text: string): VerificationSelection {
  const parsed = parseSelection(text);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError('Expected newest, oldest-unproved or sample:N with N from 1 to 100.');
}

function assertExactlyOneTarget(
  filename: string | undefined,
  { all, select, database }: VerifyOptions,
): void {
  const targets = [filename, all, select].filter((target) => target !== undefined);
  if (targets.length > 1) {
    throw new UsageException('FILE, --all and --select cannot be combined', { hint: 'Use one of them.' });
  }
  if (targets.length === 0) {
    throw new UsageException('no backup is named: give FILE, --all or --select', {
      hint: 'See: backup-manager verify --help',
    });
  }
  if (filename !== undefined && database !== undefined) {
    throw new UsageException('--database needs --all or --select', {
      hint: 'FILE already names the backup. Remove --database.',
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
  // Every result is the document on stdout, damage included; stderr has the error.
  output.summary(
    () => verifyDocument(result),
    () => verifyText(result),
  );
  reportDamage(output, result);
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
      reportDamage(output, result);
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

function reportDamage(output: ConsoleOutput, { filename, result, checks }: VerifyBackupResult): void {
  if (result === 'failed') {
    output.notice(`error: BACKUP_VERIFICATION: ${filename}: ${summarize(checks)}`);
    output.notice('hint: Do not use this backup. Verify an older one and create a new one.');
  } else if (result === 'inconclusive') {
    output.notice(`warning: ${filename} could not be verified: ${summarize(checks)}`);
  }
}
