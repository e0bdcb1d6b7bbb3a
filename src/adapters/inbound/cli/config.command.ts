import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
Settings come from the configuration file, then the environment (BACKUP_ and the key in capitals), then flags.
Secrets are masked.

Examples:
  backup-manager config
  BACKUP_KEEP_DAYS=14 backup-manager config --json | jq .keep_days`;

export function addConfigCommand(program: Command, session: CliSession): void {
  program
    .command('config')
    .description('show the effective settings and the source of each')
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      await session.run(command, [], async ({ settings }) => {
        const { settingsDocument, settingsText } = await import('./presentation/settings-report.ts');
        session.output.result(
          () => settingsDocument(settings),
          () => settingsText(settings),
        );
        return EXIT_OK;
      });
    });
}
