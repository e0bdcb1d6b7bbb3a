import { CommanderError, type Command } from 'commander';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../../../domain/exceptions/operation-cancelled-exception.ts';
import type { CliEnvironment } from './cli-environment.ts';
import { CliSession } from './cli-session.ts';
import { EXIT_CODE_OF, EXIT_INTERNAL } from './exit-codes.ts';
import { rewriteGuideFlags } from './guide-flags.ts';
import { ConsoleOutput } from './presentation/console-output.ts';
import {
  failureReport,
  internalFailureReport,
  usageFrom,
  writeFailure,
  type FailureReport,
} from './presentation/failure-report.ts';
import { buildProgram } from './program.ts';

/**
 * Never ends the process, never throws.
 * @param argv the arguments after the program name
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], environment: CliEnvironment): Promise<number> {
  const session = new CliSession(environment, new ConsoleOutput(argv, environment));
  let program: Command;
  try {
    program = buildProgram(session);
  } catch (error) {
    return report(error, session);
  }
  try {
    if (argv[0] === 'complete') {
      const { answerCompletion } = await import('./completion.ts');
      await answerCompletion(program, argv.slice(1), session);
    } else {
      await program.parseAsync(rewriteGuideFlags(argv, program), { from: 'user' });
    }
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return report(interpret(error, session, program.args, usageHint(argv, program)), session);
  }
}

/** The only place where a failure becomes text and an exit code. */
function report(error: unknown, session: CliSession): number {
  if (error instanceof BackupManagerException) {
    write(failureReport(error), session);
    return EXIT_CODE_OF[error.code];
  }
  if (!session.internalErrorLogged && error instanceof Error)
    session.output.rawError(`${error.stack ?? ''}\n`);
  write(internalFailureReport(error, session.internalErrorLogged), session);
  return EXIT_INTERNAL;
}

function interpret(thrown: unknown, session: CliSession, operands: readonly string[], hint: string): unknown {
  if (thrown instanceof CommanderError) return usageFrom(thrown, operands, hint);
  if (session.environment.signal.aborted && !(thrown instanceof BackupManagerException)) {
    return new OperationCancelledException('cancelled by a signal', {
      hint: 'No partial file was left. Run the command again.',
      cause: thrown,
    });
  }
  return thrown;
}

function usageHint(argv: readonly string[], program: Command): string {
  let path = program.name();
  let { commands } = program;
  for (const token of rewriteGuideFlags(argv, program)) {
    const command = commands.find((candidate) => candidate.name() === token);
    if (command === undefined) continue;
    path += ` ${token}`;
    ({ commands } = command);
  }
  return `See: ${path} --help`;
}

function write(failure: FailureReport, session: CliSession): void {
  if (session.output.json) session.output.document({ error: failure });
  else writeFailure(session.output, failure);
}
