import { once } from 'node:events';
import { Option, type Command } from 'commander';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { GLOBAL_SETTING_FLAGS, overridesFrom, wholeNumber, type SettingFlag } from './setting-flags.ts';

const EXAMPLES = `
Answers the REST API until SIGINT or SIGTERM: what is under way is cancelled then, nothing partial is left, and the
exit code is 0. A second signal ends it at once (130). SIGHUP has it read the configuration file anew: what is at work
goes on, and a file that is wrong is refused. SIGHUP and SIGUSR1 open log_file anew, for logrotate.

On a loopback address, while no api_tokens are configured, local callers need no token for what only looks or makes
backups. Bound elsewhere every call but /ping needs one ("backup-manager token create").

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
    .description('run the service: web page, REST API, schedule, messages')
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
  const where = tokenFile === undefined ? '' : `\nno api_tokens are configured; a token is in ${tokenFile}`;
  return `listening on ${url}${where}`;
}
