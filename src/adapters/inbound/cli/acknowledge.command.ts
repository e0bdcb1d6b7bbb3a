import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
An anomaly (the source check found damage, or the database shrank by more than anomaly_shrink_percent) pauses
retention of that database: no backup of it is removed. The next normal backup ends the anomaly by itself.
If you checked the database and accept its new state, acknowledge it. Its size is then the new reference.

Examples:
  backup-manager health                          databases with an anomaly, and since when
  backup-manager acknowledge app`;

export function addAcknowledgeCommand(program: Command, session: CliSession): void {
  program
    .command('acknowledge')
    .description('accept an anomaly of a database and resume its retention')
    .argument('<database>', 'name of the database')
    .addHelpText('after', EXAMPLES)
    .action(async (database: string, _options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const { signal } = session.environment;
        const result = await services.acknowledgeAnomaly.execute({ database }, { signal });
        session.output.summary(
          () => result,
          () =>
            result.acknowledged.length === 0
              ? `${database} has no anomaly`
              : `Acknowledged for ${database}: ${result.acknowledged.join(', ')}; retention is resumed`,
        );
        return EXIT_OK;
      });
    });
}
