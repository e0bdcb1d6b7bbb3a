import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF_STATUS, EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
Sends a test message through one channel or all channels of the setting notify, and waits for the responses.
Exit 0: every receiver accepted it. Exit 1: at least one did not.

Examples:
  backup-manager notify test
  backup-manager notify test --channel ops
  backup-manager notify test --json`;

interface NotifyTestOptions {
  readonly channel?: string;
}

export function addNotifyCommand(program: Command, session: CliSession): void {
  const notify = program.command('notify').description('test the notification channels');
  notify
    .command('test')
    .description('send a test message through each channel')
    .option('--channel <name>', 'only through this channel')
    .addHelpText('after', EXAMPLES)
    .action(async ({ channel }: NotifyTestOptions, command: Command) => {
      await session.run(command, [], async ({ testNotifications }) => {
        const { signal } = session.environment;
        const tested = await testNotifications.execute({ channel }, { signal });
        const { notifyTestDocument, notifyTestText } = await import('./presentation/notify-report.ts');
        session.output.result(
          () => notifyTestDocument(tested),
          () => notifyTestText(tested),
        );
        const isDelivered = tested.every(({ result }) => result === 'delivered');
        return isDelivered ? EXIT_OK : EXIT_CODE_OF_STATUS.warning;
      });
    });
}
