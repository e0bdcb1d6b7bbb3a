import { Option, type Command } from 'commander';
import type { BackUpAllCommand, BackUpAllResult } from '../../../application/back-up-all.ts';
import type { BackUpAndCleanUpResult } from '../../../application/back-up-and-clean-up.ts';
import { BACKUP_TYPES, type BackupType } from '../../../domain/backup/backup-type.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { ARTIFACT_LEVELS } from '../../../domain/verification/verification.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_OK, EXIT_SOME_FAILED } from './exit-codes.ts';
import { printable } from './presentation/printable.ts';
import { selectSources } from './select-sources.ts';
import { pathFrom, wholeNumber } from './arguments.ts';
import type { SettingFlag } from './setting-flags.ts';
import type { SourceRef } from '../../../domain/databases/database-ref.ts';

const EXAMPLES = `
PATH is the database to back up. Without PATH, all configured databases and all databases in databases_directory
are backed up, a few at a time. If one fails, the others continue (exit 13, with an error for each).

After each backup, retention is applied to its database (setting cleanup_after_create).

A full is the whole database. A diff holds the pages that changed since the last full, an incr those that changed since
the last backup. full_interval_hours and diff_interval_hours choose the type, --type overrides them. If nothing changed,
a diff or incr is not made: the newest backup stays current.

Examples:
  backup-manager create data/app.db
  backup-manager create data/app.db --database shop --label "before the migration"
  backup-manager create /srv/v2/shop.db --database shop --moved
                                                 once after a move or deployment to a new path
  backup-manager create --type full              a full before its interval ends
  backup-manager create --compression zstd --level 9
  backup-manager create --json | jq -r .path
  backup-manager --create                        the user guide's form`;

const SETTING_FLAGS: readonly SettingFlag[] = [
  { flag: '--compression', settingKey: 'compression', option: 'compression' },
  { flag: '--level', settingKey: 'compression_level', option: 'level' },
  { flag: '--engine', settingKey: 'engine', option: 'engine' },
  { flag: '--verify', settingKey: 'verify_after_create', option: 'verify' },
];

interface CreateOptions {
  readonly database?: string;
  readonly label?: string;
  readonly type?: BackupType;
  readonly moved?: true;
}

type CreateRequest = SourceRef &
  Pick<CreateOptions, 'moved' | 'type'> & { readonly label: string | undefined };

export function addCreateCommand(program: Command, session: CliSession): void {
  program
    .command('create')
    .description('back up a database, or all configured ones')
    .argument('[path]', 'database file', pathFrom(session.environment.cwd))
    .option('--database <name>', 'name for its backups; without PATH, the configured database to back up')
    .option('--label <text>', 'a note stored with the backup')
    .addOption(
      new Option('--type <type>', 'make this type (default: as the intervals require)').choices(BACKUP_TYPES),
    )
    .option('--moved', 'the database was moved: accept its new path under the same name')
    .addOption(new Option('--compression <kind>', 'compression of the backup').choices(COMPRESSIONS))
    .addOption(new Option('--level <n>', 'compression level').argParser(wholeNumber))
    .addOption(
      new Option('--engine <engine>', 'SQLite engine that reads the database').choices([
        'auto',
        'native',
        'sqljs',
      ]),
    )
    .addOption(
      new Option('--verify <level>', 'verification level of the backup').choices([
        'none',
        ...ARTIFACT_LEVELS,
      ]),
    )
    .option('--no-verify', 'the same as --verify none')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, options: CreateOptions, command: Command) => {
      await session.run(command, SETTING_FLAGS, async (services) => {
        const { database, label, type, moved } = options;
        const common = { label, ...(type && { type }), ...(moved && { moved }) };
        if (path === undefined && services.discoversDatabases)
          return createMany(session, services, { database, ...common });
        const sources = selectSources(services, path, database);
        const [only] = sources;
        if (only !== undefined && sources.length === 1)
          return createOne(session, services, { ...only, ...common });
        return createMany(session, services, { databases: sources, ...common });
      });
    });
}

async function createOne(
  session: CliSession,
  services: CliServices,
  request: CreateRequest,
): Promise<number> {
  const result = await create(session, services, request);
  const { createDocument, createText } = await import('./presentation/create-report.ts');
  session.output.summary(
    () => createDocument(result),
    () => createText(result),
  );
  return hasAllCopies(result) ? EXIT_OK : EXIT_SOME_FAILED;
}

/** Each database has its own outcome; only an internal error fails the whole command. */
async function createMany(
  session: CliSession,
  services: CliServices,
  command: BackUpAllCommand,
): Promise<number> {
  const { outcomeDocument } = await import('../documents/created-backup.ts');
  const { createText } = await import('./presentation/create-report.ts');
  const { failureReport, writeFailure } = await import('./presentation/failure-report.ts');
  const { output, environment } = session;
  const { outcomes, ...found } = await services.backUpAll.execute(command, {
    signal: environment.signal,
    onOutcome: (outcome) => {
      const { database, path, result, error } = outcome;
      if (result !== undefined) reportMissingCopies(session, result);
      if (result !== undefined) warnOfCleanup(session, result);
      if (output.json) return;
      if (error !== undefined)
        writeFailure(output, failureReport(error), database ?? subjectOf(path, error.message));
      else
        output.summary(
          () => undefined,
          () => createText(result),
        );
    },
  });
  if (output.json) output.document(outcomes.map(outcomeDocument));
  for (const line of output.quiet ? [] : foundLines(found)) output.notice(line);
  if (outcomes.every(({ result }) => result !== undefined && hasAllCopies(result))) return EXIT_OK;
  return environment.signal.aborted ? EXIT_CODE_OF.CANCELLED : EXIT_SOME_FAILED;
}

function hasAllCopies({ copies }: BackUpAndCleanUpResult): boolean {
  return copies.every(({ result }) => result === 'ok');
}

/** The path, where the message does not name it. */
function subjectOf(path: string, message: string): string | undefined {
  return message.includes(path) ? undefined : printable(path);
}

function foundLines({
  appeared,
  vanished,
}: Pick<BackUpAllResult, 'appeared' | 'vanished'>): readonly string[] {
  return [
    ...appeared.map((name) => `New database: ${name}`),
    ...vanished.map(
      ({ name, path }) => `warning: database ${name} is missing: no file at ${printable(path)}`,
    ),
  ];
}

async function create(
  session: CliSession,
  services: CliServices,
  { path, name, ...request }: CreateRequest,
): ReturnType<CliServices['createBackup']['execute']> {
  const result = await services.createBackup.execute(
    { sourcePath: path, database: name, ...request },
    { signal: session.environment.signal },
  );
  reportMissingCopies(session, result);
  warnOfCleanup(session, result);
  return result;
}

/** With --quiet only errors are printed, and the warnings of the run are not. */
function reportMissingCopies({ output }: CliSession, { copies, manifest }: BackUpAndCleanUpResult): void {
  if (!output.quiet || output.json) return;
  for (const { store, error } of copies) {
    if (error === undefined) continue;
    output.notice(`error: ${error.code}: no copy of ${manifest.filename} in ${store}: ${error.message}`);
    output.notice(`hint: ${error.hint}`);
  }
}

function warnOfCleanup({ output }: CliSession, { cleanupProblem, manifest }: BackUpAndCleanUpResult): void {
  if (cleanupProblem === undefined || output.quiet) return;
  output.notice(`warning: ${manifest.database}: ${cleanupProblem.message}`);
  output.notice(`hint: ${cleanupProblem.hint}`);
}
