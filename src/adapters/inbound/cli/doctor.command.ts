import type { Command } from 'commander';
import type { PreflightReport } from '../../../application/run-preflight.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF_STATUS } from './exit-codes.ts';
import { selectSources } from './select-sources.ts';
import { pathFrom } from './setting-flags.ts';

const EXAMPLES = `
Checks the installation and PATH, or all configured databases and all databases in databases_directory.
Changes nothing.
Exit 0: ready. Exit 1: warnings. Exit 2: a backup would fail.

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
    .description('check the setup before the first backup')
    .argument('[path]', 'database file', pathFrom(cwd))
    .addHelpText('after', EXAMPLES)
    .action(async (path: string | undefined, _options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const sources = path === undefined ? undefined : selectSources(services, path, undefined);
        const report = await services.runPreflight.execute({ sources }, { signal });
        const { preflightDocument, preflightText } = await import('./presentation/preflight-report.ts');
        session.output.result(
          () => preflightDocument(report),
          () => preflightText(report),
        );
        return EXIT_CODE_OF_RESULT[report.result];
      });
    });
}
