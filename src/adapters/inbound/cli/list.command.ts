import type { Command } from 'commander';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
Files of other tools in the directory are listed as unmanaged. Retention never removes them.

Examples:
  backup-manager list
  backup-manager list --database shop --json
  backup-manager list --sha256 | sha256sum -c
  backup-manager --list                          the user guide's form`;

interface ListOptions {
  readonly database?: string;
  readonly sha256?: boolean;
}

export function addListCommand(program: Command, session: CliSession): void {
  program
    .command('list')
    .description('list the backups, newest first')
    .option('--database <name>', 'only the backups of this database')
    .option('--sha256', 'print checksums of the stored files for sha256sum -c')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ListOptions, command: Command) => {
      const { output, environment } = session;
      const sha256 = options.sha256 === true;
      if (sha256 && output.json) {
        throw new UsageException('--sha256 and --json cannot be combined', {
          hint: 'The checksums are lines for sha256sum -c. Remove one of the two flags.',
        });
      }
      await session.run(command, [], async (services) => {
        const backups = await services.listBackups.execute({ database: options.database });
        if (sha256) {
          const { writeChecksums } = await import('./presentation/checksum-lines.ts');
          writeChecksums(output, backups, { directory: services.backupDirectory, cwd: environment.cwd });
        } else {
          const { listDocument, listText } = await import('./presentation/list-report.ts');
          output.result(
            () => listDocument(backups),
            () =>
              listText(
                backups,
                { directory: services.backupDirectory, database: options.database },
                new Date(),
              ),
          );
        }
        return EXIT_OK;
      });
    });
}
