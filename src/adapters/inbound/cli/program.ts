import { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { addAcknowledgeCommand } from './acknowledge.command.ts';
import { addAdoptCommand } from './adopt.command.ts';
import { addCleanupCommand } from './cleanup.command.ts';
import { addCompletionCommand } from './completion.command.ts';
import { addConfigCommand } from './config.command.ts';
import { addCreateCommand } from './create.command.ts';
import { addDoctorCommand } from './doctor.command.ts';
import { addHealthCommand } from './health.command.ts';
import { addHistoryCommand } from './history.command.ts';
import { addLabelCommand } from './label.command.ts';
import { addListCommand } from './list.command.ts';
import { addNotifyCommand } from './notify.command.ts';
import { addPinCommand } from './pin.command.ts';
import { addRestoreCommand } from './restore.command.ts';
import { addServeCommand } from './serve.command.ts';
import { addStatsCommand } from './stats.command.ts';
import { addTokenCommand } from './token.command.ts';
import { addUndoCommand } from './undo.command.ts';
import { addUnpinCommand } from './unpin.command.ts';
import { addVerifyCommand } from './verify.command.ts';
import { globalOptions } from './setting-flags.ts';

export const PROGRAM_NAME = 'backup-manager';

const DESCRIPTION = `Backs up SQLite databases while they are in use, proves each backup, and restores it.

A backup is one committed state of the database. The source is only ever read.
Any backup opens without this program: gunzip or zstd -d, then sqlite3.`;

const EPILOGUE = `
Examples:
  backup-manager create data/app.db              back up one database and verify the backup
  backup-manager create                          back up every configured database
  backup-manager list                            what there is, newest first
  backup-manager verify app-20261122T210800123Z.db.gz
  backup-manager restore app-20261122T210800123Z.db.gz --to /tmp/app.db
  backup-manager cleanup --keep-days 3 --dry-run what retention would remove, and why
  backup-manager doctor data/app.db              what could go wrong, before it does

Exit codes:
  0 done   2 usage or configuration   3 database not found   4 database not accessible
  5 database corrupted   6 backup directory   7 backup not created   8 verification failed
  9 timeout   10 another run is at it   11 backup not found   12 verification inconclusive
  13 some of several databases failed   70 bug   130 cancelled
  (health and doctor: 0 all well, 1 warning, 2 critical)

Settings come from the configuration file, then BACKUP_* environment variables, then flags;
"backup-manager config" shows each one and where it came from.`;

/** The whole command tree. What a command needs is imported when it runs: `--help` and `--version` stay quick. */
export function buildProgram(session: CliSession): Command {
  const { output, environment } = session;
  const program = new Command(PROGRAM_NAME)
    .description(DESCRIPTION)
    .version(environment.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help, for a command too')
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
      // Reported once, by runCli, in the form of every other failure.
      outputError: () => undefined,
    });
  for (const option of globalOptions(environment.cwd)) program.addOption(option);
  addCreateCommand(program, session);
  addListCommand(program, session);
  addVerifyCommand(program, session);
  addRestoreCommand(program, session);
  addUndoCommand(program, session);
  addCleanupCommand(program, session);
  addAcknowledgeCommand(program, session);
  addPinCommand(program, session);
  addUnpinCommand(program, session);
  addLabelCommand(program, session);
  addAdoptCommand(program, session);
  addHealthCommand(program, session);
  addStatsCommand(program, session);
  addHistoryCommand(program, session);
  addServeCommand(program, session);
  addTokenCommand(program, session);
  addNotifyCommand(program, session);
  addDoctorCommand(program, session);
  addConfigCommand(program, session);
  addCompletionCommand(program, session);
  return program;
}
