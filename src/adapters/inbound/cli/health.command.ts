import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF_STATUS } from './exit-codes.ts';

const EXAMPLES = `
Checks the databases, the backup directory, the newest verified backups and the disk.
Exit 0: healthy. Exit 1: warning. Exit 2: critical.

Examples:
  backup-manager health
  backup-manager health --json | jq -r .overall_status
  backup-manager health --quiet || echo "check the backups"
  backup-manager --health                        the user guide's form`;

export function addHealthCommand(program: Command, session: CliSession): void {
  program
    .command('health')
    .description('report whether all databases have recent, verified backups')
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const report = await services.reportHealth.execute();
        const { healthDocument, healthText } = await import('./presentation/health-report.ts');
        session.output.result(
          () => healthDocument(report),
          () => healthText(report),
        );
        return EXIT_CODE_OF_STATUS[report.overallStatus];
      });
    });
}
