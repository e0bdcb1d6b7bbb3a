import type { Command } from 'commander';
import { backupArgument } from './backup-argument.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { pathFrom } from './setting-flags.ts';

const EXAMPLES = `
The database is written beside PATH, checked, and only then takes its place: until that moment whatever is
at PATH stays as it was. Stop the programs that use PATH before you replace it with --force.

Examples:
  backup-manager restore app-20261122T210800123Z.db.gz --to /tmp/app.db
  backup-manager restore ./backup/app-20261122T210800123Z.db.gz --to data/app.db --force`;

interface RestoreOptions {
  readonly to: string;
  readonly force?: boolean;
}

export function addRestoreCommand(program: Command, session: CliSession): void {
  const { cwd, signal } = session.environment;
  program
    .command('restore')
    .description('put a backup back as a database file')
    .argument('<file>', 'file name or path of a backup', backupArgument(cwd))
    .requiredOption('--to <path>', 'where the database is to be', pathFrom(cwd))
    .option('--force', 'replace what is there')
    .addHelpText('after', EXAMPLES)
    .action(async (filename: string, options: RestoreOptions, command: Command) => {
      await session.run(command, [], async (services) => {
        const result = await services.restoreBackup.execute(
          { filename, targetPath: options.to, overwrite: options.force === true },
          { signal },
        );
        const { restoreDocument, restoreText } = await import('./presentation/restore-report.ts');
        session.output.summary(
          () => restoreDocument(result),
          () => restoreText(result),
        );
        return EXIT_OK;
      });
    });
}
