import { Option, type Command } from 'commander';
import { failureOf, type CopiesReport } from '../../../application/stores/copies-report.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { backupArgument } from './arguments.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK, EXIT_SOME_FAILED } from './exit-codes.ts';
import { printable } from './presentation/printable.ts';
import { storeOption } from './store-option.ts';

const COPY_EXAMPLES = `
FILE is a name from "backup-manager list", or a path. The copy has the same name, content, pin, label and verifications.
What is there already is skipped, so that a repeated command continues where the last one ended. Damaged backups and
files of other tools are never copied. Retention of the target applies from then on: pin what must stay.

Examples:
  backup-manager copy app-20261122T210800123Z.db.gz --from local --to nas
  backup-manager copy --all --from nas --to local --database app
  backup-manager copy --all --from local --to offsite --dry-run`;

const SYNC_EXAMPLES = `
Each store gets the verified backups of the other stores that it lacks, or has only as a lost or damaged copy. Only
backups that its own retention would keep are copied, the newest first. A repeated command continues where the last one
ended.
If a store or a copy fails, the others continue (exit 13, with an error for each).

Examples:
  backup-manager sync --dry-run                  show which copies are missing
  backup-manager sync
  backup-manager sync --store offsite --database app
  backup-manager sync --json | jq .failed`;

interface CopyOptions {
  readonly all?: true;
  readonly from: string;
  readonly to: string;
  readonly database?: string;
  readonly dryRun?: true;
}

export function addCopyCommand(program: Command, session: CliSession): void {
  program
    .command('copy')
    .description('copy backups from one store to another')
    .argument('[file]', 'file name or path of a backup', backupArgument(session.environment.cwd))
    .option('--all', 'every backup of the store')
    .addOption(new Option('--from <store>', 'the store to read').makeOptionMandatory())
    .addOption(new Option('--to <store>', 'the store that gets the copies').makeOptionMandatory())
    .option('--database <name>', 'with --all: only the backups of this database')
    .option('--dry-run', 'show which backups would be copied, copy nothing')
    .addHelpText('after', COPY_EXAMPLES)
    .action(async (filename: string | undefined, options: CopyOptions, command: Command) => {
      assertOneTarget(filename, options);
      await session.run(command, [], async (services) => {
        const { from, to, database, dryRun } = options;
        const request = { filename, from, to, database, dryRun };
        const { signal } = session.environment;
        const report = await services.copyBackups.execute(request, { signal });
        return writeReport(session, report, noBackups(database, ` in the store ${from}`));
      });
    });
}

interface SyncOptions {
  readonly store?: string;
  readonly database?: string;
  readonly dryRun?: true;
}

export function addSyncCommand(program: Command, session: CliSession): void {
  program
    .command('sync')
    .description('copy to each store the backups that it lacks')
    .addOption(storeOption())
    .option('--database <name>', 'only the backups of this database')
    .option('--dry-run', 'show which backups would be copied, copy nothing')
    .addHelpText('after', SYNC_EXAMPLES)
    .action(async (options: SyncOptions, command: Command) => {
      await session.run(command, [], async (services) => {
        const { signal } = session.environment;
        const report = await services.syncStores.execute(options, { signal });
        const { copied, failed, skipped } = report;
        const isComplete = [...copied, ...failed, ...skipped].length === 0;
        const text = isComplete ? await nothingMissing(services, options.database) : '';
        return writeReport(session, report, text);
      });
    });
}

/** A misspelt database must not look complete. */
async function nothingMissing(
  { listBackups }: Pick<CliServices, 'listBackups'>,
  database: string | undefined,
): Promise<string> {
  if (database === undefined) return 'No copy is missing.';
  const { restorePoints } = await listBackups.execute({ database });
  const isKnown = restorePoints.length > 0;
  return isKnown ? `No copy of ${printable(database)} is missing.` : noBackups(database, ' in any store');
}

function assertOneTarget(filename: string | undefined, { all, database }: CopyOptions): void {
  if ((filename === undefined) === (all === undefined)) {
    throw new UsageException('name either FILE or --all', { hint: 'See: backup-manager copy --help' });
  }
  if (filename !== undefined && database !== undefined) {
    throw new UsageException('--database needs --all', {
      hint: 'FILE already names the backup. Remove --database.',
    });
  }
}

function noBackups(database: string | undefined, where: string): string {
  return `No backups${database === undefined ? '' : ` of ${printable(database)}`}${printable(where)}.`;
}

async function writeReport({ output }: CliSession, report: CopiesReport, nothing: string): Promise<number> {
  const { copiesDocument, copiesText } = await import('./presentation/copies-report.ts');
  const { failureReport, writeFailure } = await import('./presentation/failure-report.ts');
  const document = (): object => copiesDocument(report);
  const text = (): string => copiesText(report, nothing);
  // The plan is the result of a dry run, so --quiet does not hide it.
  if (report.dryRun) output.result(document, text);
  else output.summary(document, text);
  for (const { filename, store, error } of [...report.failed, ...report.sourceFailures]) {
    const subject = filename === undefined ? `store ${store}` : `${filename} in the store ${store}`;
    writeFailure(output, failureReport(error), subject);
  }
  return failureOf(report) === undefined ? EXIT_OK : EXIT_SOME_FAILED;
}
