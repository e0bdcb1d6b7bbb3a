import { Option, type Command } from 'commander';
import type { VerifyBackupResult } from '../../../application/verify-backup.ts';
import type { CheckResult, VerificationLevel } from '../../../domain/verification/verification.ts';
import { summarize, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import { backupArgument } from './backup-argument.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_OK, EXIT_VERIFICATION_INCONCLUSIVE } from './exit-codes.ts';

const EXAMPLES = `
FILE is a name from "backup-manager list", or a path. Levels, each including the one before:
  checksum  the stored file reads back, decompresses, and has the recorded sizes and digests
  quick     SQLite's quick_check finds the content sound
  full      integrity_check, foreign_key_check and every full-text index

Exit 0: ok. Exit 8: failed. Exit 12: could not be found out, with the reason.

Examples:
  backup-manager verify app-20261122T210800123Z.db.gz
  backup-manager verify ./backup/app-20261122T210800123Z.db.gz --level full --json
  backup-manager --verify app-20261122T210800123Z.db.gz    the user guide's form`;

const EXIT_CODE_OF_RESULT = {
  ok: EXIT_OK,
  failed: EXIT_CODE_OF.BACKUP_VERIFICATION,
  inconclusive: EXIT_VERIFICATION_INCONCLUSIVE,
} as const satisfies Record<CheckResult, number>;

export function addVerifyCommand(program: Command, session: CliSession): void {
  program
    .command('verify')
    .description('prove that a backup is whole and its content sound')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .addOption(
      new Option('--level <level>', 'how much is proved').choices(VERIFICATION_LEVELS).default('quick'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (filename: string, { level }: { level: VerificationLevel }, command: Command) => {
      await session.run(command, [], async (services) => {
        const { signal } = session.environment;
        const result = await services.verifyBackup.execute({ filename, level }, { signal });
        await report(session, result);
        return EXIT_CODE_OF_RESULT[result.result];
      });
    });
}

/** The outcome is the document on stdout whatever it is; stderr says what is wrong. */
async function report({ output }: CliSession, result: VerifyBackupResult): Promise<void> {
  const { verifyDocument, verifyText } = await import('./presentation/verify-report.ts');
  output.summary(
    () => verifyDocument(result),
    () => verifyText(result),
  );
  if (result.result === 'failed') {
    output.notice(`error: BACKUP_VERIFICATION: ${result.filename}: ${summarize(result.checks)}`);
    output.notice('hint: Do not rely on this backup; verify an older one and make a new one.');
  } else if (result.result === 'inconclusive') {
    output.notice(`warning: ${result.filename} could not be proved: ${summarize(result.checks)}`);
  }
}
