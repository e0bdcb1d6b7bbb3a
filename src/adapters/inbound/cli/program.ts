import { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { addAdoptCommand } from './adopt.command.ts';
import { addCleanupCommand } from './cleanup.command.ts';
import { addCompletionCommand } from './completion.command.ts';
import { addCopyCommand, addSyncCommand } from './copy.commands.ts';
import { addCreateCommand } from './create.command.ts';
import { addFleetCommand } from './fleet.command.ts';
import { addHistoryCommand } from './history.command.ts';
import { addKeyCommand } from './key.command.ts';
import { addListCommand } from './list.command.ts';
import { addNotifyCommand } from './notify.command.ts';
import { addConfigCommand, addDoctorCommand, addHealthCommand, addStatsCommand } from './report.commands.ts';
import { addRestoreCommand, addUndoCommand } from './restore.command.ts';
import { addServeCommand } from './serve.command.ts';
import { addAcknowledgeCommand, addLabelCommand, addPinCommand, addUnpinCommand } from './state.commands.ts';
import { addStoresCommand } from './stores.command.ts';
import { addTokenCommand } from './token.command.ts';
import { addVerifyCommand } from './verify.command.ts';
import { globalOptions } from './setting-flags.ts';

export const PROGRAM_NAME = 'backup-manager';

const DESCRIPTION = `Backs up SQLite databases while they are in use, verifies each backup, and restores it.

A backup is one committed state of the database. The database is never written to.
You can open any backup without this program: age -d if it is encrypted, gunzip or zstd -d, then sqlite3.
A diff or incr is a write-ahead log that sqlite3 applies to its parent.`;

const EPILOGUE = `
Examples:
  backup-manager create data/app.db              back up one database and verify the backup
  backup-manager create                          back up every configured database
  backup-manager list                            list the backups, newest first
  backup-manager verify app-20261122T210800123Z.db.gz
  backup-manager restore app-20261122T210800123Z.db.gz --to /tmp/app.db
  backup-manager cleanup --keep-days 3 --dry-run show which backups would be removed, and why
  backup-manager doctor data/app.db              check the setup before the first backup

Exit codes:
  0 done   2 usage or configuration   3 database not found   4 database not accessible
  5 database corrupted   6 backup directory   7 backup not created   8 verification failed
  9 timeout   10 another operation is running   11 backup not found   12 verification inconclusive
  13 some of several databases or copies failed   14 store on another machine
  15 no key for an encrypted backup   70 bug   130 cancelled
  (health, fleet and doctor: 0 healthy, 1 warning, 2 critical)

Settings come from the configuration file, then BACKUP_* environment variables, then flags;
"backup-manager config" shows each setting and its source.`;

/** The command tree. Commands import their modules when they run, which keeps `--help` and `--version` fast. */
export function buildProgram(session: CliSession): Command {
  const { output, environment } = session;
  const program = new Command(PROGRAM_NAME)
    .description(DESCRIPTION)
    .version(environment.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help, also for a command')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EPILOGUE)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.raw(text);
      },
      writeErr: (text) => {
        output.rawError(text);
      },
      // runCli reports failures, in one form.
      outputError: () => undefined,
    });
  for (const option of globalOptions(environment.cwd)) program.addOption(option);
  addCreateCommand(program, session);
  addListCommand(program, session);
  addVerifyCommand(program, session);
  addRestoreCommand(program, session);
  addUndoCommand(program, session);
  addCleanupCommand(program, session);
  addCopyCommand(program, session);
  addSyncCommand(program, session);
  addAcknowledgeCommand(program, session);
  addPinCommand(program, session);
  addUnpinCommand(program, session);
  addLabelCommand(program, session);
  addAdoptCommand(program, session);
  addHealthCommand(program, session);
  addStatsCommand(program, session);
  addHistoryCommand(program, session);
  addFleetCommand(program, session);
  addStoresCommand(program, session);
  addServeCommand(program, session);
  addTokenCommand(program, session);
  addKeyCommand(program, session);
  addNotifyCommand(program, session);
  addDoctorCommand(program, session);
  addConfigCommand(program, session);
  addCompletionCommand(program, session);
  return program;
}
