import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
Examples:
  backup-manager stats
  backup-manager stats --json | jq '.databases[].series'
  backup-manager --stats                         the user guide's form`;

export function addStatsCommand(program: Command, session: CliSession): void {
  program
    .command('stats')
    .description('report totals, and the history of sizes and durations')
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const report = await services.reportStatistics.execute();
        const { statisticsDocument, statisticsText } = await import('./presentation/statistics-report.ts');
        session.output.result(
          () => statisticsDocument(report),
          () => statisticsText(report),
        );
        return EXIT_OK;
      });
    });
}
