import type { Command } from 'commander';
import { backupArgument } from './backup-argument.ts';
import { changeState } from './change-state.ts';
import type { CliSession } from './cli-session.ts';

const EXAMPLES = `
Retention never removes a pinned backup. "backup-manager unpin" reverts this.

Examples:
  backup-manager pin app-20261122T210800123Z.db.gz`;

export function addPinCommand(program: Command, session: CliSession): void {
  program
    .command('pin')
    .description('exclude a backup from retention')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .addHelpText('after', EXAMPLES)
    .action((filename: string, _options: object, command: Command) =>
      changeState(session, command, { filename, pinned: true }, 'pinned'),
    );
}
