import type { Command } from 'commander';
import { backupArgument } from './backup-argument.ts';
import { changeState } from './change-state.ts';
import type { CliSession } from './cli-session.ts';
import { printable } from './presentation/printable.ts';

const EXAMPLES = `
The label is a note that "list" shows. An empty text removes it.

Examples:
  backup-manager label app-20261122T210800123Z.db.gz "before the migration"
  backup-manager label app-20261122T210800123Z.db.gz ""`;

export function addLabelCommand(program: Command, session: CliSession): void {
  program
    .command('label')
    .description('set the label of a backup')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .argument('<text>', 'text of the label')
    .addHelpText('after', EXAMPLES)
    .action((filename: string, label: string, _options: object, command: Command) => {
      const text = label === '' ? 'no label' : `labelled "${printable(label)}"`;
      return changeState(session, command, { filename, label }, text);
    });
}
