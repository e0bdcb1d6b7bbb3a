import type { Command } from 'commander';
import type { Writable } from 'node:stream';
import type { RestoreBackupCommand } from '../../../application/restore-backup.ts';
import type { RestoreMissingCommand } from '../../../application/restore-missing.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { backupArgument, pathFrom, timeArgument } from './arguments.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { hostOption, storeOption } from './store-option.ts';
import { type RestoreFlags, STDOUT, choiceFrom, targetFrom, usage } from './restore-request.ts';

const RESTORE_EXAMPLES = `
The restored file is written next to the target and checked. Only then it replaces the target; until then the
target does not change. --in-place restores to the path that was backed up: a pinned backup of the present database
is created first, and "backup-manager undo" restores it. Applications with an open connection see the new content
as a commit. --to PATH --force creates no such backup: stop the programs that use PATH first.

Several stores: the first one with a good copy is used, and the next one when it fails; the result names them. --store
takes one store alone. With --host it restores what another machine backed up.

Examples:
  backup-manager restore app-20261122T210800123Z.db.gz --to /tmp/app.db
  backup-manager restore ./backup/app-20261122T210800123Z.db.gz --to data/app.db --force
  backup-manager restore --latest --database app --in-place --dry-run
  backup-manager restore --latest --database app --in-place
  backup-manager restore --before 2026-11-20T12:00Z --database app --to /tmp/app.db
  backup-manager restore --latest --database app --to /data/app.db --if-missing
  backup-manager restore --latest --database app --store offsite --host old-server --to /srv/app.db
  backup-manager restore --latest --to - > copy.db && echo "copy.db is complete"`;

export function addRestoreCommand(program: Command, session: CliSession): void {
  const { cwd } = session.environment;
  program
    .command('restore')
    .description('restore a database from a backup')
    .argument('[file]', 'file name or path of a backup', backupArgument(cwd))
    .option('--latest', 'the newest verified backup')
    .option(
      '--before <time>',
      'the newest verified backup before this time, e.g. 2026-11-20T12:00Z',
      timeArgument,
    )
    .option('--database <name>', 'database that --latest and --before select from')
    .option('--to <path>', 'path of the restored database; - writes it to stdout', pathOrStdout(cwd))
    .option('--force', 'replace an existing file')
    .option('--if-missing', 'with --to: do nothing and exit 0 if something is at the path')
    .option('--in-place', 'replace the database that was backed up; "undo" reverts it')
    .addOption(storeOption())
    .addOption(hostOption())
    .option('--dry-run', 'show the plan, change nothing')
    .addHelpText('after', RESTORE_EXAMPLES)
    .action(async (filename: string | undefined, flags: RestoreFlags, command: Command) => {
      const { store, host } = flags;
      const source = { backup: choiceFrom(filename, flags), store, host };
      const target = targetFrom(flags);
      if (target === undefined) assertStreamable(session);
      await session.run(command, [], async (services) => {
        if (target === undefined) await streamBackup(session, services, source);
        else if (flags.dryRun === true) await plan(session, services, { ...source, target });
        else if (flags.ifMissing === true && target.kind === 'path')
          await restoreMissing(session, services, { ...source, path: target.path });
        else await restore(session, services, { ...source, target });
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
    throw usage(
      '--json and --to - cannot be combined',
      'Both write to stdout. Remove one of them, or restore to a path.',
    );
  }
  if (environment.isStdoutTerminal) {
    throw usage(
      '--to - writes a database, but stdout is a terminal',
      'Redirect stdout to a file (> copy.db) or a pipe.',
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

async function restoreMissing(
  { output, environment }: CliSession,
  services: CliServices,
  command: RestoreMissingCommand,
): Promise<void> {
  const result = await services.restoreMissing.execute(command, { signal: environment.signal });
  const { presentDocument, presentText, restoreDocument, restoreText } =
    await import('./presentation/restore-report.ts');
  output.summary(
    () => (result === undefined ? presentDocument(command.path) : restoreDocument(result)),
    () => (result === undefined ? presentText(command.path) : restoreText(result)),
  );
}

async function plan(
  { output }: CliSession,
  services: CliServices,
  command: RestoreBackupCommand,
): Promise<void> {
  const planned = await services.planRestore.execute(command);
  const { planDocument, planText } = await import('./presentation/restore-plan-report.ts');
  // The plan is the result of a dry run, so --quiet does not hide it.
  output.result(
    () => planDocument(planned),
    () => planText(planned),
  );
}

/** Only the database goes to stdout; the summary goes to stderr. */
async function streamBackup(
  { output, environment }: CliSession,
  services: CliServices,
  source: Omit<RestoreBackupCommand, 'target'>,
): Promise<void> {
  const { signal, stdout } = environment;
  const write = streamTo(stdout, signal);
  const result = await services.streamBackup.execute({ ...source, destination: 'stdout', write }, { signal });
  const { streamText } = await import('./presentation/restore-report.ts');
  if (!output.quiet) output.notice(streamText(result));
}

/** Writes with backpressure. A reader that closes early is a failure: it has only a part of the database. */
function streamTo(output: Writable, signal: AbortSignal): (bytes: Uint8Array) => Promise<void> {
  return (bytes) =>
    new Promise((resolve, reject) => {
      // A reader that stops reading must not keep a cancelled run alive.
      const stop = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      output.write(bytes, (error) => {
        signal.removeEventListener('abort', stop);
        if (error) reject(readerGone(error));
        else resolve();
      });
    });
}

function readerGone(cause: Error): BackupDirectoryException {
  return new BackupDirectoryException(`cannot write to stdout: ${cause.message}`, {
    hint: 'The reading program ended too early, or its disk is full. It has only a part of the database.',
    cause,
  });
}

const UNDO_EXAMPLES = `
Restores the safety backup that the last restore --in-place created. This is a restore in place too: the replaced
database is kept as a backup, and a second undo restores it.

Examples:
  backup-manager undo
  backup-manager undo --database app --json`;

export function addUndoCommand(program: Command, session: CliSession): void {
  const { signal } = session.environment;
  program
    .command('undo')
    .description('revert the last restore in place')
    .option('--database <name>', 'which database, if several were restored in place')
    .addHelpText('after', UNDO_EXAMPLES)
    .action(async ({ database }: { readonly database?: string }, command: Command) => {
      await session.run(command, [], async (services) => {
        const result = await services.undoRestore.execute({ database }, { signal });
        const { restoreDocument, undoText } = await import('./presentation/restore-report.ts');
        session.output.summary(
          () => restoreDocument(result),
          () => undoText(result),
        );
        return EXIT_OK;
      });
    });
}
