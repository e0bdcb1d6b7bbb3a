import type { Command } from 'commander';
import { backupArgument } from './backup-argument.ts';
import { changeState } from './change-state.ts';
import type { CliSession } from './cli-session.ts';

const EXAMPLES = `
The next cleanup may remove the backup. Check with "cleanup --dry-run" first.

Examples:
  backup-manager unpin app-20261122T210800123Z.db.gz`;

export function addUnpinCommand(program: Command, session: CliSession): void {
  program
    .command('unpin')
    .description('apply retention to a pinned backup again')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .addHelpText('after', EXAMPLES)
    .action((filename: string, _options: object, command: Command) =>
      changeState(session, command, { filename, pinned: false }, 'not pinned'),
    );
}
