#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCli } from '../adapters/inbound/cli/run-cli.ts';
import type { ReloadableService } from './compose-service.ts';

const EXIT_INTERRUPTED = 130;

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

/** A reader that has seen enough (`| head`) is no failure: the rest goes nowhere, the exit code stays. */
function endQuietlyOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** The first signal asks for an orderly end, the second one is an order. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

/** SIGHUP asks a service to read its configuration anew; one that is starting does so once it has started. */
function reloadOnHangup(starting: Promise<ReloadableService>): Promise<ReloadableService> {
  process.on('SIGHUP', () => {
    void starting.then(
      (service) => service.reload(),
      () => undefined,
    );
  });
  return starting;
}

silenceSqliteWarning();
endQuietlyOnClosedPipe(process.stdout);
endQuietlyOnClosedPipe(process.stderr);

process.exitCode = await runCli(process.argv.slice(2), {
  loadServices: async (request) => {
    const { loadCliServices } = await import('./compose-cli.ts');
    return loadCliServices(request);
  },
  startService: (request) =>
    reloadOnHangup(import('./compose-service.ts').then(({ startService }) => startService(request))),
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
  cwd: process.cwd(),
});
