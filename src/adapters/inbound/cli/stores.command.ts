import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_CODE_OF_STATUS, EXIT_OK } from './exit-codes.ts';

const LIST_EXAMPLES = `
The first store is the primary one. A backup is captured once and placed in all of them.

Examples:
  backup-manager stores list
  backup-manager stores list --json`;

const TEST_EXAMPLES = `
Lists the backups, then writes, reads and removes a small file or object, in each store.
Exit 0: every store can be used. Exit 1: a warning, such as refused removals. Exit 14: a store cannot be used.

Examples:
  backup-manager stores test
  backup-manager stores test offsite --json`;

const EXIT_CODE_OF_RESULT = {
  ok: EXIT_OK,
  warning: EXIT_CODE_OF_STATUS.warning,
  failed: EXIT_CODE_OF.STORE,
} as const;

export function addStoresCommand(program: Command, session: CliSession): void {
  const stores = program.command('stores').description('list and test the stores of the backups');
  stores
    .command('list')
    .description('list the configured stores')
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (_options: object, command: Command) => {
      await session.run(command, [], async (services) => {
        const { storesDocument, storesText } = await import('./presentation/stores-report.ts');
        session.output.result(
          () => storesDocument(services.stores),
          () => storesText(services.stores),
        );
        return EXIT_OK;
      });
    });
  stores
    .command('test')
    .description('try what backups need in each store')
    .argument('[name]', 'only this store')
    .addHelpText('after', TEST_EXAMPLES)
    .action(async (store: string | undefined, _options: object, command: Command) => {
      await session.run(command, [], async (services) => {
        const tested = await services.withinDeadline(services.testStores.execute({ store }));
        const { testedStoresDocument, testedStoresText } = await import('./presentation/stores-report.ts');
        session.output.result(
          () => testedStoresDocument(tested),
          () => testedStoresText(tested),
        );
        const worst = (['failed', 'warning'] as const).find((bad) =>
          tested.some(({ result }) => result === bad),
        );
        return EXIT_CODE_OF_RESULT[worst ?? 'ok'];
      });
    });
}
