#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { EXIT_CODE_OF } from '../adapters/inbound/cli/exit-codes.ts';
import { runCli } from '../adapters/inbound/cli/run-cli.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { ReloadableService } from './compose-service.ts';
import { endProcess } from './end-process.ts';

const EXIT_INTERRUPTED = 130;
/** How long after its last work the process may need to end by itself. */
const STUCK_AFTER_MS = 400;

/** The same file from `src/main` and from `dist/main`. */
function readVersion(): string {
  const packageFile = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}

/** Node announces its SQLite module as experimental; on an operator's terminal that is noise. */
function silenceSqliteWarning(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.includes('SQLite')) return;
    for (const listener of listeners) listener(warning);
  });
}

/**
 * A reader that has seen enough (`| head`) is no failure: the rest goes nowhere, the exit code stays. A disk that takes
 * no more of the answer is one, but what was at work comes to its end first.
 */
function outliveStdout(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.once('exit', (exitCode) => {
      if (exitCode !== 0) return;
      process.stderr.write(
        `error: BACKUP_DIRECTORY: stdout takes no more: ${error.message}\n` +
          'hint: Free room where it goes. The command itself succeeded; its answer is cut off.\n',
      );
      process.exitCode = EXIT_CODE_OF.BACKUP_DIRECTORY;
    });
  });
}

/** What is said on the way never stops what is at work. */
function outliveStderr(): void {
  process.stderr.on('error', () => undefined);
}

/** What a service does when it is told to; a command ends on SIGHUP, because its terminal was closed. */
let service: Promise<ReloadableService> | undefined;

/**
 * The first signal asks for an orderly end. A second SIGINT or SIGTERM ends the process at once. A second SIGHUP does
 * not: the kernel and the shell each send one when a terminal is closed.
 */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) endProcess(EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', () => {
    if (service === undefined) controller.abort();
    else tellService((running) => running.reload());
  });
  return controller.signal;
}

/** Without a listener SIGUSR1 opens Node's debugger to every user of the machine, and SIGUSR2 ends the process. */
function listenToUserSignals(): void {
  process.on('SIGUSR1', () => {
    tellService((running) => running.reopenLog());
  });
  process.on('SIGUSR2', () => undefined);
}

/** A service that is still starting is told once it has started. */
function tellService(tell: (running: ReloadableService) => Promise<void>): void {
  void service?.then(tell, () => undefined);
}

listenToUserSignals();
/** @throws UsageException the working directory was removed: a deployment replaced it, for instance */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new UsageException('the working directory does not exist any more', {
      hint: 'Change to a directory that exists (cd /), and use absolute paths.',
      cause: error,
    });
  }
}

silenceSqliteWarning();
outliveStdout();
outliveStderr();

const exitCode = await runCli(process.argv.slice(2), {
  loadServices: async (request) => {
    const { loadCliServices } = await import('./compose-cli.ts');
    return loadCliServices(request);
  },
  startService: (request) =>
    (service = import('./compose-service.ts').then(({ startService }) => startService(request))),
  loadIssueAccessToken: async () => {
    const { createIssueAccessToken } = await import('./issue-access-token.ts');
    return createIssueAccessToken();
  },
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stderr.isTTY,
  isStdoutTerminal: process.stdout.isTTY,
  version: readVersion(),
  signal: abortOnSignal(),
  get cwd() {
    return workingDirectory();
  },
});
process.exitCode = exitCode;
// Only a call on a disk that hangs keeps the process alive now, and it would do so for ever.
setTimeout(() => endProcess(exitCode), STUCK_AFTER_MS).unref();
