import type { Command } from 'commander';
import type { PreflightReport } from '../../../application/run-preflight.ts';
import type { CliServices } from './cli-environment.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF_STATUS } from './exit-codes.ts';
import { selectSources, type Source } from './select-sources.ts';
import { pathFrom } from './setting-flags.ts';

const EXAMPLES = `
Looks at the installation and at PATH, or at every configured database, as a backup would, and changes nothing.
Exit 0: ready. Exit 1: a warning. Exit 2: a backup would fail.

Examples:
  backup-manager doctor
  backup-manager doctor data/app.db --json`;

const EXIT_CODE_OF_RESULT = {
  ok: EXIT_CODE_OF_STATUS.healthy,
  warning: EXIT_CODE_OF_STATUS.warning,
  failed: EXIT_CODE_OF_STATUS.critical,
} as const satisfies Record<PreflightReport['result'], number>;

export function addDoctorCommand(program: Command, session: CliSession): void {
  const { cwd, signal } = session.environment;
  program
    .command('doctor')
    .description('find out what would go wrong, before it does')
    .argument('[path]', 'database file', pathFrom(cwd))
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, _options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const report = await services.runPreflight.execute(
          { sources: sourcesOf(services, path) },
          { signal },
        );
        const { preflightDocument, preflightText } = await import('./presentation/preflight-report.ts');
        session.output.result(
          () => preflightDocument(report),
          () => preflightText(report),
        );
        return EXIT_CODE_OF_RESULT[report.result];
      });
    });
}

/** Unlike a backup, a look at the installation alone makes sense: nothing configured is no error here. */
function sourcesOf(services: CliServices, path: string | undefined): readonly Source[] {
  return path === undefined && services.databases.length === 0
    ? []
    : selectSources(services, path, undefined);
}
