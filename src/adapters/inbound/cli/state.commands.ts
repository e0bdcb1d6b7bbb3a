import type { Command } from 'commander';
import type { ChangeBackupStateCommand } from '../../../application/change-backup-state.ts';
import { backupArgument } from './arguments.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { inStore, storeOption } from './store-option.ts';
import { printable } from './presentation/printable.ts';

const PIN_EXAMPLES = `
Retention never removes a pinned backup. "backup-manager unpin" reverts this. Each store has its own pins: without
--store the copy in the primary store is pinned.

Examples:
  backup-manager pin app-20261122T210800123Z.db.gz`;

export function addPinCommand(program: Command, session: CliSession): void {
  program
    .command('pin')
    .description('exclude a backup from retention')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .addOption(storeOption())
    .addHelpText('after', PIN_EXAMPLES)
    .action((filename: string, options: StoreFlag, command: Command) =>
      changeState(session, command, { filename, pinned: true, ...options }, 'pinned'),
    );
}

const UNPIN_EXAMPLES = `
The next cleanup may remove the backup. Check with "cleanup --dry-run" first.

Examples:
  backup-manager unpin app-20261122T210800123Z.db.gz`;

export function addUnpinCommand(program: Command, session: CliSession): void {
  program
    .command('unpin')
    .description('apply retention to a pinned backup again')
    .argument('<file>', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .addOption(storeOption())
    .addHelpText('after', UNPIN_EXAMPLES)
    .action((filename: string, options: StoreFlag, command: Command) =>
      changeState(session, command, { filename, pinned: false, ...options }, 'not pinned'),
    );
}

const LABEL_EXAMPLES = `
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
    .addOption(storeOption())
    .addHelpText('after', LABEL_EXAMPLES)
    .action((filename: string, label: string, options: StoreFlag, command: Command) => {
      const text = label === '' ? 'no label' : `labelled "${printable(label)}"`;
      return changeState(session, command, { filename, label, ...options }, text);
    });
}

interface StoreFlag {
  readonly store?: string;
}

/** Changes the state of a backup and prints the backup as `list` shows it. */
async function changeState(
  session: CliSession,
  command: Command,
  { store, ...change }: ChangeBackupStateCommand & StoreFlag,
  text: string,
): Promise<void> {
  await session.run(command, [], async (services) => {
    const { backupDocument } = await import('../documents/backup.ts');
    const { signal } = session.environment;
    const backup = await inStore(services, store).changeBackupState.execute(change, { signal });
    session.output.summary(
      () => backupDocument(backup),
      () => `${printable(backup.filename)}: ${text}`,
    );
    return EXIT_OK;
  });
}

const ACKNOWLEDGE_EXAMPLES = `
An anomaly (the source check found damage, or the database shrank by more than anomaly_shrink_percent) pauses
retention of that database: no backup of it is removed. The next normal backup ends the anomaly by itself.
If you checked the database and accept its new state, acknowledge it. Its size is then the new reference.

Examples:
  backup-manager health                          databases with an anomaly, and since when
  backup-manager acknowledge app`;

export function addAcknowledgeCommand(program: Command, session: CliSession): void {
  program
    .command('acknowledge')
    .description('accept an anomaly of a database and resume its retention')
    .argument('<database>', 'name of the database')
    .addHelpText('after', ACKNOWLEDGE_EXAMPLES)
    .action(async (database: string, _options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const { signal } = session.environment;
        const result = await services.acknowledgeAnomaly.execute({ database }, { signal });
        session.output.summary(
          () => result,
          () =>
            result.acknowledged.length === 0
              ? `${database} has no anomaly`
              : `Acknowledged for ${database}: ${result.acknowledged.join(', ')}; retention is resumed`,
        );
        return EXIT_OK;
      });
    });
}
