import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
Restores the safety backup that the last restore --in-place created. This is a restore in place too: the replaced
database is kept as a backup, and a second undo restores it.

Examples:
  backup-manager undo
  backup-manager undo --database app --json`;

export function addUndoCommand(program: Command, session: CliSession): void {
  const { signal } = session.environment;
  program
    .command('undo')
    .description('revert the last restore in place')
    .option('--database <name>', 'which database, if several were restored in place')
    .addHelpText('after', EXAMPLES)
    .action(async ({ database }: { readonly database?: string }, command: Command) => {
      await session.run(command, [], async (services) => {
        const result = await services.undoRestore.execute({ database }, { signal });
        const { restoreDocument, undoText } = await import('./presentation/restore-report.ts');
        session.output.summary(
          () => restoreDocument(result),
          () => undoText(result),
        );
        return EXIT_OK;
      });
    });
}
