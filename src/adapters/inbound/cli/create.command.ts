import { Option, type Command } from 'commander';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { ARTIFACT_LEVELS } from '../../../domain/verification/verification.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_OK, EXIT_SOME_FAILED } from './exit-codes.ts';
import { selectSources, type Source } from './select-sources.ts';
import { pathFrom, wholeNumber, type SettingFlag } from './setting-flags.ts';

const EXAMPLES = `
PATH is the database to back up; without it every configured database is backed up, one after another,
and one that fails does not stop the others (exit 13, each with its own error).

After each backup retention is applied to its database (setting cleanup_after_create).

Examples:
  backup-manager create data/app.db
  backup-manager create data/app.db --database shop --label "before the migration"
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
}

export function addCreateCommand(program: Command, session: CliSession): void {
  program
    .command('create')
    .description('back up a database, or all configured ones')
    .argument('[path]', 'database file', pathFrom(session.environment.cwd))
    .option(
      '--database <name>',
      'name its backups are kept under; without PATH, the configured database to take',
    )
    .option('--label <text>', 'a note kept with the backup')
    .addOption(new Option('--compression <kind>', 'how the backup is stored').choices(COMPRESSIONS))
    .addOption(new Option('--level <n>', 'compression level').argParser(wholeNumber))
    .addOption(new Option('--engine <engine>', 'who reads the database').choices(['auto', 'native', 'sqljs']))
    .addOption(
      new Option('--verify <level>', 'how the backup is proved').choices(['none', ...ARTIFACT_LEVELS]),
    )
    .option('--no-verify', 'the same as --verify none')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, options: CreateOptions, command: Command) => {
      await session.run(command, SETTING_FLAGS, async (services) => {
        const sources = selectSources(services, path, options.database);
        const [only] = sources;
        return only !== undefined && sources.length === 1
          ? createOne(session, services, only, options.label)
          : createEach(session, services, sources, options.label);
      });
    });
}

async function createOne(
  session: CliSession,
  services: CliServices,
  source: Source,
  label: string | undefined,
): Promise<number> {
  const result = await create(session, services, source, label);
  const { createDocument, createText } = await import('./presentation/create-report.ts');
  session.output.summary(
    () => createDocument(result),
    () => createText(result),
  );
  return EXIT_OK;
}

/** Each database has its own outcome; only a bug of ours stops the others. */
async function createEach(
  session: CliSession,
  services: CliServices,
  sources: readonly Source[],
  label: string | undefined,
): Promise<number> {
  const { createDocument, createText } = await import('./presentation/create-report.ts');
  const { failureReport, writeFailure } = await import('./presentation/failure-report.ts');
  const { output, environment } = session;
  const documents: unknown[] = [];
  let failures = 0;
  for (const source of sources) {
    try {
      const result = await create(session, services, source, label);
      documents.push(createDocument(result));
      if (!output.json)
        output.summary(
          () => undefined,
          () => createText(result),
        );
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      failures += 1;
      const report = failureReport(error);
      documents.push({ database: source.database ?? null, path: source.path, error: report });
      if (!output.json) writeFailure(output, report, source.database ?? source.path);
    }
  }
  if (output.json) output.document(documents);
  if (failures === 0) return EXIT_OK;
  return environment.signal.aborted ? EXIT_CODE_OF.CANCELLED : EXIT_SOME_FAILED;
}

async function create(
  { environment, output }: CliSession,
  services: CliServices,
  source: Source,
  label: string | undefined,
): ReturnType<CliServices['createBackup']['execute']> {
  const result = await services.createBackup.execute(
    { sourcePath: source.path, database: source.database, label },
    { signal: environment.signal },
  );
  if (result.cleanupProblem !== undefined && !output.quiet) {
    output.notice(`warning: ${result.manifest.database}: ${result.cleanupProblem.message}`);
    output.notice(`hint: ${result.cleanupProblem.hint}`);
  }
  return result;
}
