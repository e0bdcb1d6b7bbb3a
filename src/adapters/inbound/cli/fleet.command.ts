import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF_STATUS } from './exit-codes.ts';
import { storeOption } from './store-option.ts';

const EXAMPLES = `
Each host writes a small record into its stores of the types s3 and sftp. This command reads them; it needs no right
to write. The store's clock decides what is overdue: a host that stopped is reported too.
Exit 0: all hosts are healthy. Exit 1: a warning, or a silent host. Exit 2: a host is critical, overdue or unreadable.

Examples:
  backup-manager fleet
  backup-manager fleet --store offsite --json | jq '.hosts[] | select(.state == "overdue") | .host'
  backup-manager fleet --quiet || echo "check the hosts"`;

interface FleetOptions {
  readonly store?: string;
}

export function addFleetCommand(program: Command, session: CliSession): void {
  program
    .command('fleet')
    .description('report the hosts that back up into the same remote store')
    .addOption(storeOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ store }: FleetOptions, command: Command) => {
      await session.run(command, [], async (services) => {
        const report = await services.reportFleet.execute({ store });
        const { fleetDocument, fleetText } = await import('./presentation/fleet-report.ts');
        session.output.result(
          () => fleetDocument(report),
          () => fleetText(report),
        );
        return EXIT_CODE_OF_STATUS[report.status];
      });
    });
}
