#!/usr/bin/env node
import { EXIT_CODE_OF } from '../adapters/inbound/cli/exit-codes.ts';
import { runCli } from '../adapters/inbound/cli/run-cli.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { ReloadableService } from './compose-service.ts';
import { endProcess } from './end-process.ts';
import { toolVersion } from './runtime.ts';

const EXIT_INTERRUPTED = 130;
/** How long the process may need to end by itself after its last work. */
const STUCK_AFTER_MS = 400;

/** Node prints an ExperimentalWarning for its SQLite module, which an operator cannot act on. */
function silenceSqliteWarning(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.includes('SQLite')) return;
    for (const listener of listeners) listener(warning);
  });
}

/**
 * A closed reader (`| head`) is no failure: drop the rest of the output, keep the exit code. A full disk is one,
 * but the command finishes first.
 */
function ignoreStdoutErrors(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.once('exit', (exitCode) => {
      if (exitCode !== 0) return;
      process.stderr.write(
        `error: BACKUP_DIRECTORY: cannot write to stdout: ${error.message}\n` +
          'hint: Free disk space. The command succeeded, but its output is cut off.\n',
      );
      process.exitCode = EXIT_CODE_OF.BACKUP_DIRECTORY;
    });
  });
}

/** A failed message must not stop the command. */
function ignoreStderrErrors(): void {
  process.stderr.on('error', () => undefined);
}

/** Receives SIGHUP and SIGUSR2 while a service runs. Without a service SIGHUP ends the command. */
let service: Promise<ReloadableService> | undefined;

/**
 * The first signal requests an orderly end. A second SIGINT or SIGTERM ends the process at once. A second SIGHUP does
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
    else notifyService((running) => running.reload());
  });
  return controller.signal;
}

/** Without a listener SIGUSR1 opens Node's debugger to every user of the machine, and SIGUSR2 ends the process. */
function listenToUserSignals(): void {
  process.on('SIGUSR1', () => {
    notifyService((running) => running.reopenLog());
  });
  process.on('SIGUSR2', () => undefined);
}

/** A service that is still starting is notified after its start. */
function notifyService(notify: (running: ReloadableService) => Promise<void>): void {
  void service?.then(notify, () => undefined);
}

/** @throws UsageException the working directory was removed, for example by a deployment */
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

listenToUserSignals();
silenceSqliteWarning();
ignoreStdoutErrors();
ignoreStderrErrors();

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
  version: toolVersion(),
  signal: abortOnSignal(),
  get cwd() {
    return workingDirectory();
  },
});
process.exitCode = exitCode;
// Only a call that hangs on a disk can keep the process alive here. End it.
setTimeout(() => endProcess(exitCode), STUCK_AFTER_MS).unref();
