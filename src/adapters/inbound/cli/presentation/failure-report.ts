import type { CommanderError } from 'commander';
import type {
  BackupManagerException,
  JsonValue,
} from '../../../../domain/exceptions/backup-manager-exception.ts';
import { UsageException } from '../../../../domain/exceptions/usage-exception.ts';
import type { ConsoleOutput } from './console-output.ts';

export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, JsonValue>>;
}

export function failureReport(exception: BackupManagerException): FailureReport {
  const { code, message, hint, details } = exception;
  return { code, message, hint, details };
}

/** @param logged whether the stack is in the log file */
export function internalFailureReport(error: unknown, logged: boolean): FailureReport {
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'INTERNAL',
    message: message === '' ? 'unexpected error' : message,
    hint: `This is a bug in backup-manager. Please report it with the stack ${
      logged ? 'from the log file (log_file, by default logs/backup.log)' : 'above'
    }.`,
    details: {},
  };
}

/**
 * Commander's error; its suggestion, if any, becomes the hint.
 * @param operands the call without global options
 */
export function usageFrom(
  error: CommanderError,
  operands: readonly string[],
  fallbackHint: string,
): UsageException {
  const text =
    error.code === 'commander.help' ? noCommandText(operands) : error.message.replace(/^error: /, '');
  const suggestion = /\n?\((?<question>Did you mean [^)]*\?)\)$/.exec(text);
  const question = suggestion?.groups?.['question'];
  return new UsageException(suggestion === null ? text : text.slice(0, suggestion.index), {
    hint: question === undefined ? fallbackHint : `${question} ${fallbackHint}`,
  });
}

function noCommandText(operands: readonly string[]): string {
  const topic = operands.includes('help') ? operands[operands.indexOf('help') + 1] : undefined;
  return topic === undefined ? 'no command was given' : `no command named '${topic}'`;
}

/** @param subject which of several databases failed */
export function writeFailure(output: ConsoleOutput, report: FailureReport, subject?: string): void {
  const where = subject === undefined ? '' : `${subject}: `;
  output.notice(`error: ${report.code}: ${where}${report.message}`);
  if (report.hint !== '') output.notice(`hint: ${report.hint}`);
}
