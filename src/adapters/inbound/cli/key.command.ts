import { relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';

const DEFAULT_FILE = 'backup-key.txt';

const EXAMPLES = `
The identity (the secret key) is written to the file and never printed. The recipient (the public key) is for
encryption_recipients. Without the identity, encrypted backups cannot be opened: keep a copy away from this machine.

Examples:
  backup-manager key create
  backup-manager key create --output /media/usb/backup-key.txt > recovery-sheet.txt`;

interface CreateOptions {
  readonly output: string;
}

export function addKeyCommand(program: Command, session: CliSession): void {
  const key = program
    .command('key')
    .description('manage keys of encrypted backups')
    .addHelpText('after', EXAMPLES);
  key
    .command('create')
    .description('create an identity file and print its recipient and a recovery sheet')
    .option('--output <file>', 'the new identity file', DEFAULT_FILE)
    .addHelpText('after', EXAMPLES)
    .action(async ({ output }: CreateOptions, command: Command) => {
      await session.run(command, [], async (services) => {
        const path = resolve(session.environment.cwd, output);
        assertAwayFromBackups(path, services);
        const { recipient } = await services.createEncryptionKey.execute({ path });
        const { recoverySheet } = await import('./presentation/recovery-sheet.ts');
        session.output.result(
          () => ({ recipient, identity_file: path }),
          () => recoverySheet({ recipient, identityFile: path, stores: services.stores }),
        );
        return EXIT_OK;
      });
    });
}

/** A copy of the backups must not contain their key. */
function assertAwayFromBackups(path: string, { backupDirectory, stores }: CliServices): void {
  const local = stores.filter(({ type }) => type === 'directory').map(({ location }) => location);
  if (![backupDirectory, ...local].some((directory) => isWithin(directory, path))) return;
  throw new UsageException(`${path} is next to the backups: who has the backups would have the key`, {
    hint: 'Name a file outside the backup directories with --output.',
    details: { path },
  });
}

function isWithin(directory: string, path: string): boolean {
  const below = relative(directory, path);
  return below !== '..' && !below.startsWith(`..${sep}`);
}
