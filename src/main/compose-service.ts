import type { RunningService, ServiceRequest } from '../adapters/inbound/cli/cli-environment.ts';
import { HttpServer, resolveHost } from '../adapters/inbound/http/http-server.ts';
import { isLoopbackAddress } from '../adapters/inbound/http/addresses.ts';
import { BunyanLogger, type LogLevels } from '../adapters/outbound/logger/bunyan-logger.ts';
import type { Logger } from '../application/ports/logger.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { BackgroundWork } from './background-work.ts';
import { configureService } from './configured-service.ts';
import { IdleMemory } from './idle-memory.ts';
import { ServiceEvents } from './service-events.ts';
import { changedKeys, reloadSettings } from './reload-settings.ts';
import { loadSettings, type Settings, type SettingsInput } from '../settings/settings.ts';

/** How long running requests may take when the service stops; their operations are cancelled at once. */
const CLOSE_DEADLINE_MS = 5000;

export interface ReloadableService extends RunningService {
  /** Reopens `log_file`, after logrotate renamed it. Never rejects. */
  reopenLog(): Promise<void>;
  /**
   * Reads the configuration again and reopens `log_file`. Running work and the socket stay. A configuration with
   * errors is logged, and the old one stays in force. Never rejects.
   */
  reload(): Promise<void>;
}

interface ServiceInput extends SettingsInput {
  readonly quiet: boolean;
}

/**
 * Starts the service: reads the settings, wires the use cases, listens, and starts the background work.
 * @throws ConfigurationException
 */
export async function startService({
  configFile,
  overrides,
  quiet,
}: ServiceRequest): Promise<ReloadableService> {
  const input = { configFile, overrides, quiet, env: process.env, cwd: process.cwd() };
  const settings = loadSettings(input);
  const logger = serviceLogger(settings, quiet);
  try {
    return await start(input, settings, logger);
  } catch (error) {
    await logger.close();
    throw error;
  }
}

async function start(
  input: ServiceInput,
  atStart: Settings,
  logger: BunyanLogger,
): Promise<ReloadableService> {
  const address = await resolveHost(atStart.apiHost);
  const memory = new IdleMemory();
  const serviceEvents = new ServiceEvents();
  const background = new BackgroundWork(logger, serviceEvents, () => {
    memory.releaseSoon();
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const frame = { background, serviceEvents, logger, isLoopback: isLoopbackAddress(address), signal };
  let current = await configureService(atStart, frame);
  const { tokenFile } = current;
  const server = new HttpServer((request, response) => current.answer(request, response));
  const port = await server.listen(address, atStart.apiPort);
  background.start(current);
  const url = urlOf(atStart.apiHost, port);
  logger.info(`listening on ${url}`, { url });
  warnWithoutDatabase(logger, atStart);

  const reload = async (): Promise<void> => {
    if (signal.aborted) return;
    await logger.reopen();
    try {
      const { settings, awaitingRestart } = reloadSettings(input, atStart);
      const next = await configureService(settings, frame);
      const changed = changedKeys(current.settings, settings);
      logger.changeLevels(levelsOf(settings, input.quiet));
      current = next;
      await background.replaceConfiguration(next);
      logReload(logger, changed, awaitingRestart);
      warnWithoutDatabase(logger, settings);
    } catch (error) {
      logRefusedReload(logger, error);
    }
  };
  let reloading = Promise.resolve();
  return {
    url,
    tokenFile,
    reopenLog: () => logger.reopen(),
    reload: () => (reloading = reloading.then(reload)),
    stop: async () => {
      logger.info('stopping');
      stopping.abort();
      memory.stop();
      await reloading;
      await Promise.all([background.stop(), server.close(CLOSE_DEADLINE_MS)]);
      await logger.close();
    },
  };
}

function logReload(logger: Logger, changed: readonly string[], awaitingRestart: readonly string[]): void {
  const what = changed.length === 0 ? 'nothing has changed' : `changed: ${changed.join(', ')}`;
  logger.info(`the configuration was reloaded; ${what}`, { changed });
  if (awaitingRestart.length === 0) return;
  logger.warn(`a reload does not change ${awaitingRestart.join(', ')}: restart the service to apply them`, {
    keys: awaitingRestart,
    hint: 'The values of the start are used until then.',
  });
}

/** Without a database the service would run for years and back up nothing. */
function warnWithoutDatabase(logger: Logger, { databases, databasesDirectory }: Settings): void {
  if (databases.length > 0 || databasesDirectory !== undefined) return;
  logger.warn('no database is configured: this service backs up nothing', {
    hint: 'Set database_path, databases or databases_directory, in config/backup_config.json or the environment.',
  });
}

function logRefusedReload(logger: Logger, error: unknown): void {
  const message = 'the configuration was not reloaded; the old one stays in force';
  if (error instanceof BackupManagerException) {
    const { code, hint, details } = error;
    logger.error(`${message}: ${error.message}`, undefined, { code, hint, details });
  } else logger.error(message, error);
}

/** Logs to stderr too: systemd's journal and the container log read it. */
function serviceLogger(settings: Settings, quiet: boolean): BunyanLogger {
  return new BunyanLogger({
    ...levelsOf(settings, quiet),
    logFile: settings.logFile,
    stderr: process.stderr,
    isTerminal: process.stderr.isTTY,
  });
}

function levelsOf({ logLevel }: Settings, quiet: boolean): LogLevels {
  return { level: logLevel, stderrLevel: quiet ? undefined : logLevel };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
