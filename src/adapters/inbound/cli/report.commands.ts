import type { Command } from 'commander';
import type { PreflightReport } from '../../../application/run-preflight.ts';
import { pathFrom } from './arguments.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF_STATUS, EXIT_OK } from './exit-codes.ts';
import { selectSources } from './select-sources.ts';
import { inStore, storeOption } from './store-option.ts';

const HEALTH_EXAMPLES = `
Checks the databases, the backup directory, the newest verified backups and the disk.
Exit 0: healthy. Exit 1: warning. Exit 2: critical.

Examples:
  backup-manager health
  backup-manager health --json | jq -r .overall_status
  backup-manager health --quiet || echo "check the backups"
  backup-manager --health                        the user guide's form`;

export function addHealthCommand(program: Command, session: CliSession): void {
  program
    .command('health')
    .description('report whether all databases have recent, verified backups')
    .addHelpText('after', HEALTH_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      await session.run(command, [], async (services) => {
        const report = await services.reportHealth.execute();
        const { healthDocument, healthText } = await import('./presentation/health-report.ts');
        session.output.result(
          () => healthDocument(report),
          () => healthText(report),
        );
        return EXIT_CODE_OF_STATUS[report.overallStatus];
      });
    });
}

const DOCTOR_EXAMPLES = `
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
    .addHelpText('after', DOCTOR_EXAMPLES)
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

const STATS_EXAMPLES = `
Examples:
  backup-manager stats
  backup-manager stats --store offsite
  backup-manager stats --json | jq '.databases[].series'
  backup-manager --stats                         the user guide's form`;

export function addStatsCommand(program: Command, session: CliSession): void {
  program
    .command('stats')
    .description('report totals, and the history of sizes and durations')
    .addOption(storeOption())
    .addHelpText('after', STATS_EXAMPLES)
    .action(async ({ store }: { readonly store?: string }, command: Command) => {
      await session.run(command, [], async (services) => {
        const report = await inStore(services, store).reportStatistics.execute();
        const { statisticsDocument, statisticsText } = await import('./presentation/statistics-report.ts');
        session.output.result(
          () => statisticsDocument(report),
          () => statisticsText(report),
        );
        return EXIT_OK;
      });
    });
}

const CONFIG_EXAMPLES = `
Settings come from the configuration file, then the environment (BACKUP_ and the key in capitals), then flags.
Secrets are masked.

Examples:
  backup-manager config
  BACKUP_KEEP_DAYS=14 backup-manager config --json | jq .keep_days`;

export function addConfigCommand(program: Command, session: CliSession): void {
  program
    .command('config')
    .description('show the effective settings and the source of each')
    .addHelpText('after', CONFIG_EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      await session.run(command, [], async ({ settings }) => {
        const { settingsDocument, settingsText } = await import('./presentation/settings-report.ts');
        session.output.result(
          () => settingsDocument(settings),
          () => settingsText(settings),
        );
        return EXIT_OK;
      });
    });
}
