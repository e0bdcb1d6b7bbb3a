import type { Command } from 'commander';
import type { BackupChoice } from '../../../domain/restore/backup-choice.ts';
import type { RestoreBackupCommand } from '../../../application/restore-backup.ts';
import { backupArgument } from './backup-argument.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { momentArgument } from './moment-argument.ts';
import { choiceFrom, STDOUT, targetFrom, usage, type RestoreFlags } from './restore-request.ts';
import { pathFrom } from './setting-flags.ts';
import { streamTo } from './stream-to.ts';

const EXAMPLES = `
The database is written beside its target, checked, and only then takes its place: until that moment whatever is
there stays as it was. With --in-place it goes back to where it was backed up; a pinned backup of what is replaced
is made first, and "backup-manager undo" brings that back. Applications that have the database open see the new
content as a commit. With --to PATH --force nothing is kept: stop the programs that use PATH before.

Examples:
  backup-manager restore app-20261122T210800123Z.db.gz --to /tmp/app.db
  backup-manager restore ./backup/app-20261122T210800123Z.db.gz --to data/app.db --force
  backup-manager restore --latest --database app --in-place --dry-run
  backup-manager restore --latest --database app --in-place
  backup-manager restore --before 2026-11-20T12:00Z --database app --to /tmp/app.db
  backup-manager restore --latest --to - > copy.db && echo "copy.db is whole"`;

export function addRestoreCommand(program: Command, session: CliSession): void {
  const { cwd } = session.environment;
  program
    .command('restore')
    .description('put a backup back as a database file')
    .argument('[file]', 'file name or path of a backup', backupArgument(cwd))
    .option('--latest', 'the newest verified backup')
    .option(
      '--before <moment>',
      'the newest verified backup from before it, e.g. 2026-11-20T12:00Z',
      momentArgument,
    )
    .option('--database <name>', 'whose backup --latest and --before mean')
    .option('--to <path>', 'where the database is to be; - writes its bytes to stdout', pathOrStdout(cwd))
    .option('--force', 'replace what is there')
    .option('--in-place', 'replace the database that was backed up; "undo" takes it back')
    .option('--dry-run', 'say what would be done, change nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (filename: string | undefined, flags: RestoreFlags, command: Command) => {
      const backup = choiceFrom(filename, flags);
      const target = targetFrom(flags);
      if (target === undefined) assertStreamable(session);
      await session.run(command, [], async (services) => {
        if (target === undefined) await streamBackup(session, services, backup);
        else if (flags.dryRun === true) await plan(session, services, { backup, target });
        else await restore(session, services, { backup, target });
        return EXIT_OK;
      });
    });
}

function pathOrStdout(cwd: string): (value: string) => string {
  const path = pathFrom(cwd);
  return (value) => (value === STDOUT ? STDOUT : path(value));
}

function assertStreamable({ output, environment }: CliSession): void {
  if (output.json) {
    throw usage('--json and --to - both want stdout', 'Use one of them, or restore to a path.');
  }
  if (environment.isStdoutTerminal) {
    throw usage(
      '--to - writes a database, and stdout is a terminal',
      'Send it somewhere: > copy.db, or a pipe.',
    );
  }
}

async function restore(
  { output, environment }: CliSession,
  services: CliServices,
  command: RestoreBackupCommand,
): Promise<void> {
  const result = await services.restoreBackup.execute(command, { signal: environment.signal });
  const { restoreDocument, restoreText } = await import('./presentation/restore-report.ts');
  output.summary(
    () => restoreDocument(result),
    () => restoreText(result),
  );
}

async function plan(
  { output }: CliSession,
  services: CliServices,
  command: RestoreBackupCommand,
): Promise<void> {
  const planned = await services.planRestore.execute(command);
  const { planDocument, planText } = await import('./presentation/restore-plan-report.ts');
  // A dry run is a question: its answer is the result, which --quiet leaves.
  output.result(
    () => planDocument(planned),
    () => planText(planned),
  );
}

/** Nothing but the database goes to stdout; what there is to say goes to stderr. */
async function streamBackup(
  { output, environment }: CliSession,
  services: CliServices,
  backup: BackupChoice,
): Promise<void> {
  const { signal, stdout } = environment;
  const write = streamTo(stdout, signal);
  const result = await services.streamBackup.execute({ backup, destination: 'stdout', write }, { signal });
  const { streamText } = await import('./presentation/restore-report.ts');
  if (!output.quiet) output.notice(streamText(result));
}
