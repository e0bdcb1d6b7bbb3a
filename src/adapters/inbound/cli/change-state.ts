import type { Command } from 'commander';
import type { ChangeBackupStateCommand } from '../../../application/change-backup-state.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { printable } from './presentation/printable.ts';

/** Changes the state of a backup and prints the backup as `list` shows it. */
export async function changeState(
  session: CliSession,
  command: Command,
  change: ChangeBackupStateCommand,
  text: string,
): Promise<void> {
  await session.run(command, [], async (services) => {
    const { backupDocument } = await import('../documents/backup.ts');
    const { signal } = session.environment;
    const backup = await services.changeBackupState.execute(change, { signal });
    session.output.summary(
      () => backupDocument(backup),
      () => `${printable(backup.filename)}: ${text}`,
    );
    return EXIT_OK;
  });
}
