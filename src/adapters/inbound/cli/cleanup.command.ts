import { Option, type Command } from 'commander';
import type { CleanupStoresResult } from '../../../application/cleanup-stores.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_OK, EXIT_SOME_FAILED } from './exit-codes.ts';
import { printable } from './presentation/printable.ts';
import type { ListScope } from './presentation/list-report.ts';
import { wholeNumber } from './arguments.ts';
import type { SettingFlag } from './setting-flags.ts';
import { hostOption, inStore, storeOption } from './store-option.ts';

const EXAMPLES = `
The newest verified backup of each database and files of other tools are always kept.
Every file is listed with the reason why it was kept or removed. Each store has its own retention. Stores with
cleanup_after_create false are cleaned up only when --store names them. A kept diff or incr keeps the backups that
it depends on.
Before anything is removed, the newest verified backup is verified again with all that it depends on, unless the
last verification is at most anchor_max_age_hours (24) old. If it is damaged, nothing of its database is removed (exit 8).

Examples:
  backup-manager cleanup --dry-run               show which backups would be removed, and why
  backup-manager cleanup --keep-days 3
  backup-manager cleanup --database shop --max-files 10
  backup-manager cleanup --store offsite
  backup-manager cleanup --store offsite --host web-1   the backups of a host that may not remove them
  backup-manager --cleanup --keep-days 3         the user guide's form`;

const SETTING_FLAGS: readonly SettingFlag[] = [
  { flag: '--keep-days', settingKey: 'keep_days', option: 'keepDays' },
  { flag: '--max-files', settingKey: 'max_backup_files', option: 'maxFiles' },
];

interface CleanupOptions {
  readonly database?: string;
  readonly store?: string;
  readonly host?: string;
  readonly dryRun?: boolean;
}

export function addCleanupCommand(program: Command, session: CliSession): void {
  program
    .command('cleanup')
    .description('remove backups that retention no longer keeps')
    .option('--database <name>', 'only the backups of this database')
    .addOption(storeOption())
    .addOption(hostOption())
    .addOption(new Option('--keep-days <n>', 'days of history to keep').argParser(wholeNumber))
    .addOption(new Option('--max-files <n>', 'verified backups to keep at most').argParser(wholeNumber))
    .option('--dry-run', 'show which backups would be removed, remove nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (options: CleanupOptions, command: Command) => {
      await session.run(command, SETTING_FLAGS, async (services) => {
        const { signal } = session.environment;
        const request = { database: options.database, dryRun: options.dryRun === true };
        const { store, host, database } = options;
        const result =
          host === undefined
            ? await inStore(services, store).cleanupBackups.execute(request, { signal })
            : await services.cleanupHost.execute({ ...request, ...targetOf(host, store) }, { signal });
        const named = services.stores.find(({ name }) => name === store);
        return report(session, result, { directory: named?.location ?? services.backupDirectory, database });
      });
    });
}

/** @throws UsageException the store is missing */
function targetOf(
  host: string,
  store: string | undefined,
): { readonly host: string; readonly store: string } {
  if (store !== undefined) return { host, store };
  throw new UsageException(`the host ${host} is named without a store`, {
    hint: 'Name the store that has its backups: --store NAME.',
    details: { host },
  });
}

async function report(
  { output }: CliSession,
  result: CleanupStoresResult,
  scope: ListScope,
): Promise<number> {
  const { cleanupDocument, cleanupText } = await import('./presentation/cleanup-report.ts');
  const { failureReport, writeFailure } = await import('./presentation/failure-report.ts');
  const document = (): object => cleanupDocument(result);
  const text = (): string => cleanupText(result, scope);
  // The plan is the result of a dry run, so --quiet does not hide it.
  if (result.dryRun) output.result(document, text);
  else output.summary(document, text);
  for (const { filename, error } of result.failed) {
    output.notice(`error: BACKUP_DIRECTORY: ${filename}: ${error}`);
  }
  for (const { store, error } of result.storeFailures) {
    writeFailure(output, failureReport(error), `store ${store}`);
  }
  const damaged = result.checked.filter(({ result: found }) => found === 'failed');
  for (const { filename, detail } of damaged) {
    output.notice(`error: BACKUP_VERIFICATION: ${filename} is damaged: ${printable(detail)}`);
  }
  if (result.failed.length > 0) return EXIT_CODE_OF.BACKUP_DIRECTORY;
  if (result.storeFailures.length > 0) return EXIT_SOME_FAILED;
  return damaged.length === 0 ? EXIT_OK : EXIT_CODE_OF.BACKUP_VERIFICATION;
}
