import { basename } from 'node:path';
import type { Command } from 'commander';
import { backupArgument } from './arguments.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { inStore, storeOption } from './store-option.ts';
import { printable } from './presentation/printable.ts';

const EXAMPLES = `
FILE is a .db, .db.gz or .db.zst in the backup directory that another tool made. It is verified at level quick
and gets a manifest. From then on it is verified, kept and removed like every other backup.
A file without a backup name is renamed to its database (--database, or from its name) and its time (its last
change, or the time in its name). Its content does not change.
A file older than keep_days, or beyond max_backup_files, is pinned (label "adopted"). Otherwise the next cleanup
would remove it or another backup. With --no-pin it is not pinned.
It works in directories: the file can be in backup_dir, or in a store of type directory.

Examples:
  backup-manager adopt app_20260115_020000.db.gz
  backup-manager adopt nightly.db --database shop`;

const PINNED = ', pinned: retention does not remove it (to change this: backup-manager unpin)';

interface AdoptOptions {
  readonly database?: string;
  /** Commander's default is true; `--no-pin` makes it false. */
  readonly pin: boolean;
  readonly store?: string;
}

export function addAdoptCommand(program: Command, session: CliSession): void {
  program
    .command('adopt')
    .description("make another tool's backup a managed backup")
    .argument('<file>', 'file name or path of the file', backupArgument(session.environment.cwd))
    .option('--database <name>', 'name of its database, if the file name does not contain it')
    .option('--no-pin', 'do not pin it; retention may remove it')
    .addOption(storeOption())
    .addHelpText('after', EXAMPLES)
    .action(async (filename: string, { database, pin, store }: AdoptOptions, command: Command) => {
      const { output, environment } = session;
      await session.run(command, [], async (services) => {
        const { backupDocument } = await import('../documents/backup.ts');
        const { signal } = environment;
        const backup = await inStore(services, store).adoptBackup.execute(
          { filename, database, pin },
          { signal },
        );
        const from = basename(filename) === backup.filename ? '' : ` (was ${basename(filename)})`;
        output.summary(
          () => backupDocument(backup),
          () => printable(`Adopted ${backup.filename}${from}${backup.state.pinned ? PINNED : ''}`),
        );
        return EXIT_OK;
      });
    });
}
