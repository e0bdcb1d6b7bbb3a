import { InvalidArgumentError, Option, type Command } from 'commander';
import { HISTORY_OUTCOMES, type HistoryOutcome } from '../../../domain/history/history-entry.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { wholeNumber } from './arguments.ts';

const DEFAULT_LIMIT = 50;

const EXAMPLES = `
A killed run is "interrupted". A run that found another operation on its database is "skipped".

Examples:
  backup-manager history
  backup-manager history --database shop --outcome failed
  backup-manager history --operation verify --limit 200 --json`;

interface HistoryOptions {
  readonly database?: string;
  readonly operation?: string;
  readonly outcome?: HistoryOutcome;
  readonly limit: number;
}

export function addHistoryCommand(program: Command, session: CliSession): void {
  program
    .command('history')
    .description('list runs and their outcomes, newest first')
    .option('--database <name>', 'only the runs of this database')
    .option('--operation <name>', 'only this operation, e.g. create, verify, restore or cleanup')
    .addOption(new Option('--outcome <outcome>', 'only runs with this outcome').choices(HISTORY_OUTCOMES))
    .addOption(
      new Option('--limit <n>', 'maximum number of runs').argParser(positiveNumber).default(DEFAULT_LIMIT),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: HistoryOptions, command: Command) => {
      const { output } = session;
      await session.run(command, [], async ({ reportHistory }) => {
        const { runs, unreadableLines } = await reportHistory.execute(options);
        const { historyDocument, historyText } = await import('./presentation/history-report.ts');
        output.result(
          () => historyDocument(runs),
          () => historyText(runs),
        );
        if (unreadableLines > 0 && !output.quiet) {
          output.notice(`warning: the run history has unreadable lines: ${String(unreadableLines)}`);
          output.notice('hint: A crash or a full disk damaged them. All other lines were read.');
        }
        return EXIT_OK;
      });
    });
}

function positiveNumber(value: string): number {
  const number = wholeNumber(value);
  if (number === 0) throw new InvalidArgumentError('Expected a number of 1 or more.');
  return number;
}
