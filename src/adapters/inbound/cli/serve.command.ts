import { once } from 'node:events';
import { Option, type Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { wholeNumber } from './arguments.ts';
import { GLOBAL_SETTING_FLAGS, overridesFrom, type SettingFlag } from './setting-flags.ts';

const EXAMPLES = `
Serves the REST API until SIGINT or SIGTERM. Running operations are then cancelled, no partial file is left, and the
exit code is 0. A second signal ends the process at once (130). SIGHUP reloads the configuration file: running
operations continue, and an invalid file is rejected. SIGHUP and SIGUSR1 reopen log_file, for logrotate.

On a loopback address without api_tokens, local callers need no token to read or to create backups. On any other
address every call except /ping needs a token ("backup-manager token create").

Examples:
  backup-manager serve
  backup-manager serve --port 8080
  backup-manager serve --host 0.0.0.0 --config /etc/backup-manager.json`;

const SETTING_FLAGS: readonly SettingFlag[] = [
  ...GLOBAL_SETTING_FLAGS,
  { flag: '--host', settingKey: 'api_host', option: 'host' },
  { flag: '--port', settingKey: 'api_port', option: 'port' },
];

export function addServeCommand(program: Command, session: CliSession): void {
  program
    .command('serve')
    .description('run the service: web page, REST API, schedule, notifications')
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .addOption(
      new Option('--port <port>', 'port to listen on, 0 for any (default: 5001)').argParser(wholeNumber),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (_options: unknown, command: Command) => {
      const { output, environment } = session;
      const options = command.optsWithGlobals<Record<string, unknown> & { config?: string }>();
      const { signal } = environment;
      const service = await environment.startService({
        configFile: options.config,
        overrides: overridesFrom(options, SETTING_FLAGS),
        quiet: output.quiet,
        signal,
      });
      output.summary(
        () => ({ url: service.url, token_file: service.tokenFile ?? null }),
        () => startText(service),
      );
      if (!signal.aborted) await once(signal, 'abort');
      await service.stop();
      session.exitCode = EXIT_OK;
    });
}

function startText({
  url,
  tokenFile,
}: {
  readonly url: string;
  readonly tokenFile: string | undefined;
}): string {
  const where = tokenFile === undefined ? '' : `\nNo api_tokens are configured; a token is in ${tokenFile}`;
  return `listening on ${url}${where}`;
}
