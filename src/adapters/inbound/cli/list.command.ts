import type { Command } from 'commander';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { hostOption, storeOption, warnOfFailures } from './store-option.ts';

const EXAMPLES = `
With a diff or incr the table has a column TYPE, and a line with the number and size of the restore points.
A diff or incr is NOT RESTORABLE while a backup below it is missing or damaged.

Files of other tools in the directory are listed as unmanaged. Retention never removes them.

Examples:
  backup-manager list
  backup-manager list --database shop --json
  backup-manager list --store offsite
  backup-manager list --store offsite --host old-server
  backup-manager list --sha256 | sha256sum -c
  backup-manager --list                          the user guide's form`;

interface ListOptions {
  readonly database?: string;
  readonly store?: string;
  readonly host?: string;
  readonly sha256?: boolean;
}

export function addListCommand(program: Command, session: CliSession): void {
  program
    .command('list')
    .description('list the backups, newest first')
    .option('--database <name>', 'only the backups of this database')
    .addOption(storeOption())
    .addOption(hostOption())
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
        const { database, store, host } = options;
        const { restorePoints, failures } = await services.listBackups.execute({ database, store, host });
        warnOfFailures(output, failures);
        const directory = services.stores.find(({ name }) => name === store)?.location;
        const scope = { database, directory: directory ?? services.backupDirectory };
        if (sha256) {
          const { writeChecksums } = await import('./presentation/checksum-lines.ts');
          writeChecksums(output, restorePoints, { directory: scope.directory, cwd: environment.cwd });
        } else {
          const { listDocument, listText } = await import('./presentation/list-report.ts');
          const hasCopies = services.stores.length > 1;
          output.result(
            () => listDocument(restorePoints),
            () => listText(restorePoints, scope, new Date(), hasCopies),
          );
        }
        return EXIT_OK;
      });
    });
}
