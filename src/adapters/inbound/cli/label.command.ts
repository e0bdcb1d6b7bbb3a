import type { Command } from 'commander';
import { backupArgument } from './backup-argument.ts';
import { changeState } from './change-state.ts';
import type { CliSession } from './cli-session.ts';
import { printable } from './presentation/printable.ts';

const EXAMPLES = `
The label is a note that "list" shows. An empty text takes it away.

Examples:
  backup-manager label app-20261122T210800123Z.db.gz "before the migration"
  backup-manager label app-20261122T210800123Z.db.gz ""`;

export function addLabelCommand(program: Command, session: CliSession): void {
  program
    .command('label')
    .description('keep a note with a backup')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .argument('<text>', 'the note')
    .addHelpText('after', EXAMPLES)
    .action((filename: string, label: string, _options: object, command: Command) => {
      const text = label === '' ? 'no label' : `labelled "${printable(label)}"`;
      return changeState(session, command, { filename, label }, text);
    });
}
