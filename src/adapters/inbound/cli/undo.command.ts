import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const EXAMPLES = `
Restores the safety backup that the last restore --in-place made. It is a restore in place itself: what it replaces
is kept too, and undo once more brings that back.

Examples:
  backup-manager undo
  backup-manager undo --database app --json`;

export function addUndoCommand(program: Command, session: CliSession): void {
  const { signal } = session.environment;
  program
    .command('undo')
    .description('take the last restore in place back')
    .option('--database <name>', 'whose restore, where several were restored in place')
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
