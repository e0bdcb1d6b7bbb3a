import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
While something is suspicious about a database (its check found damage, it shrank by more than
anomaly_shrink_percent), retention removes none of its backups. The next normal backup ends that by itself.
This command ends it when you have looked and all is as it should be; a smaller size is then the new measure.

Examples:
  backup-manager health                          what is suspicious, and since when
  backup-manager acknowledge app`;

export function addAcknowledgeCommand(program: Command, session: CliSession): void {
  program
    .command('acknowledge')
    .description('end the freeze of retention that a suspicious database caused')
    .argument('<database>', 'name that its backups are kept under')
    .addHelpText('after', EXAMPLES)
    .action(async (database: string, _options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const { signal } = session.environment;
        const result = await services.acknowledgeAnomaly.execute({ database }, { signal });
        session.output.summary(
          () => result,
          () =>
            result.acknowledged.length === 0
              ? `Nothing is suspicious about ${database}`
              : `Acknowledged for ${database}: ${result.acknowledged.join(', ')}; retention goes on`,
        );
        return EXIT_OK;
      });
    });
}
